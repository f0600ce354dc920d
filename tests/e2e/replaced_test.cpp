// Goal: what its author wrote anew holds up nothing, whichever came first: the mending, a revocation and its end, the
// office's word, or a gap that is filled late; and both sides are told what waits now. Method: real devices.
#include <algorithm>

#include "e2e/together_town.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::testing {
namespace {

struct Town : TogetherTown {
  Id visit = stray();

  // The visit is held, and behind it, with a danger sign, waits an edit of it; then the office sends the visit back.
  void send_back_with_others_behind() {
    together(visit, check);
    sync();
    decide_first(false);
  }
  Id device_of_helper() {
    office.sync();
    const auto devices = office.client().list(schema::kDeviceKind, {}, {}, 10);
    for (const auto& record : devices->records) {
      const auto person = record.fields.find(v1::Device::kPersonFieldNumber);
      if (read_bytes(person->second) == helper.client().identity()->person.str()) return record.id;
    }
    return {};
  }
  void revoke() {
    ASSERT_TRUE(office.set(device_of_helper(), {{"revoked", "2026-10-12T08:00:00+08:00"}}).ok());
    office.sync();
  }
  void reinstate() {
    Edit edit;
    edit.draft = *office.client().open_draft(device_of_helper());
    edit.cleared = {v1::Device::kRevokedFieldNumber};
    ASSERT_TRUE(office.client().save({std::move(edit)}).ok());
    sync();
  }
  void accept_all() {
    for (int i = 0; i < 4; ++i) {
      for (const Attention& item : office.attention()) {
        if (item.state != "held") continue;
        ASSERT_TRUE(office.client().decide(item.id, true, "").ok());
      }
      sync();
    }
  }
};

TEST(Replaced, ByWhatARevokedDeviceWroteItCountsOnceThatIsInUseAgain) {
  for (const bool deletes : {false, true}) {
    Town town;
    town.send_back_with_others_behind();
    if (deletes) {
      ASSERT_TRUE(town.helper.remove(town.visit).ok());
    } else {
      ASSERT_TRUE(town.helper.set(town.visit, {{"mind", "想爸爸"}}).ok());
    }
    town.revoke();
    ASSERT_FALSE(town.helper.try_sync().ok());
    town.reinstate();
    town.accept_all();
    town.expect_urgent_and_open(town.check);
    EXPECT_EQ(town.office.count("visit"), deletes ? 0U : 1U);
    for (auto* device : {&town.office, &town.helper}) EXPECT_TRUE(device->attention().empty());
  }
}

// What the office accepts of it replaces, in whatever order the office decides.
TEST(Replaced, ByWhatAnOfficeAcceptedOfARevokedDevice) {
  for (const bool mending_first : {false, true}) {
    Town town;
    town.send_back_with_others_behind();
    ASSERT_TRUE(town.helper.set(town.visit, {{"mind", "想爸爸"}}).ok());
    town.sync();
    town.revoke();
    for (const bool mending : {mending_first, !mending_first}) {
      for (const Attention& item : town.office.attention()) {
        const bool is_mending = item.changes.size() == 1;
        if (is_mending != mending) continue;
        ASSERT_TRUE(town.office.client().decide(item.id, is_mending, is_mending ? "" : "等不到").ok());
      }
      town.office.sync();
    }
    town.pair();
    town.reinstate();
    ASSERT_TRUE(town.helper.set(town.visit, {{"living", "已送医"}}).ok());
    town.sync();
    EXPECT_EQ(town.office.value(town.visit, "living"), "\"已送医\"") << mending_first;
  }
}

// After a restore others may have seen what is held now: that they wrote over it replaces nothing of its author's.
TEST(Replaced, ByNobodyButItsAuthor) {
  Town town;
  const auto backup = town.world.copy();
  ASSERT_TRUE(town.helper.set(town.check, {{"note", "原话"}}).ok());
  const auto written = town.helper.back_up();
  town.sync();
  ASSERT_TRUE(town.office.set(town.check, {{"note", "办公室"}}).ok());
  town.world.put_back(backup);
  town.helper.put_back(written);
  town.office.sync();
  const auto pairings = town.office.client().list(schema::kPairingKind, {}, {}, 10);
  for (const auto& pairing : pairings->records) ASSERT_TRUE(town.office.remove(pairing.id).ok());
  town.office.sync();
  town.sync();
  const auto held = [&] {
    const auto all = town.office.attention();
    return std::ranges::count(all, town.check, &Attention::record);
  };
  ASSERT_EQ(held(), 1);
  town.revoke();
  town.reinstate();
  EXPECT_EQ(held(), 1) << "nobody has decided";
  for (const Attention& item : town.office.attention()) {
    if (item.record != town.check) continue;
    ASSERT_TRUE(town.office.client().decide(item.id, false, "请再问孩子").ok());
  }
  town.sync();
  const auto list = town.helper.attention();
  EXPECT_EQ(std::ranges::count(list, town.check, &Attention::record), 1) << "its author is told why";
}

TEST(Replaced, TheAuthorIsToldOfWhatWasSentBackBeforeWhatComesInByItself) {
  Town town;
  town.send_back_with_others_behind();
  ASSERT_TRUE(town.helper.set(town.visit, {{"mind", "想爸爸"}}).ok());
  town.sync();
  const auto held = town.office.attention();
  const auto mending = std::ranges::find(held, "held", &Attention::state);
  ASSERT_NE(mending, held.end());
  ASSERT_TRUE(town.office.client().decide(mending->id, false, "请写明日期").ok());
  town.sync();
  const auto list = town.helper.attention();
  const auto item = std::ranges::find(list, town.visit, &Attention::record);
  ASSERT_NE(item, list.end());
  EXPECT_EQ(item->state, "returned");
  EXPECT_NE(item->reason.find("请写明日期"), std::string::npos);
  for (const Attention& told : town.office.attention()) {
    EXPECT_TRUE(told.behind.empty()) << "the office has decided about that";
  }
}

// What it lists is what an accept takes in, named by kind.
TEST(Replaced, TheOfficeSeesWhatWaitsNow) {
  Town town;
  town.together(town.visit, town.check);
  town.sync();
  const auto first = town.office.attention();
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(first[0].behind.size(), 2U);
  EXPECT_EQ(first[0].behind[0].kind, schema::find_kind("visit")->number);
  town.decide_first(false);
  ASSERT_TRUE(town.helper.set(town.visit, {{"mind", "想爸爸"}}).ok());
  town.sync();
  const auto waiting = town.office.attention();
  ASSERT_EQ(waiting.size(), 2U);
  for (const Attention& item : waiting) {
    for (const WrittenChange& change : item.changes) EXPECT_NE(change.kind, 0U) << item.state;
  }
}

// The author's list names each part by itself; whichever they dictate, the office finds the whole.
TEST(Replaced, AnyPartOfWhatWasSavedTogetherNamesIt) {
  Town town;
  ASSERT_TRUE(town.helper.client()
                  .save({*town.helper.fill(town.visit, {{"health", "着凉"}}),
                         *town.helper.fill(town.check, {{"result", "urgent"}})})
                  .ok());
  town.sync();
  for (const Attention& item : town.office.attention()) {
    if (item.state != "held") continue;
    ASSERT_TRUE(town.office.client().decide(item.id, false, "请写清楚").ok());
  }
  town.sync();
  const auto saved =
      town.helper.client().save({*town.helper.fill(town.second, {{"note", "不在校"}}), town.begin_visit()});
  ASSERT_TRUE(saved.ok());
  town.sync();
  const auto list = town.helper.attention();
  const auto part = std::ranges::find(list, saved->ids.at(1), &Attention::record);
  ASSERT_NE(part, list.end());
  EXPECT_EQ(part->state, "quarantined");
  ASSERT_TRUE(town.office.client().decide(part->id, true, "").ok());
  town.sync();
  EXPECT_EQ(town.office.value(town.second, "note"), "\"不在校\"");
}

}  // namespace
}  // namespace xinqiao::testing
