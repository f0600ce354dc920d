// Goal: a device that the office revokes gets nothing more, what it still brings waits for the office, and nothing of
// it is lost; and the office can take that back. Method: real devices.
#include <algorithm>

#include "e2e/world.h"
#include "storage/sqlite/sqlite.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::testing {
namespace {

struct Revoked {
  World world;
  Device office{world, world.office_code()};
  Device phone;
  Id child = office.add("child", {{"name", "韦小燕"}});
  Id device;

  explicit Revoked(const std::string& role = "office") : phone(world, world.invite(role, "李秀英")) {
    office.sync();
    phone.sync();
    const auto devices = office.client().list(schema::kDeviceKind, {}, {}, 10);
    for (const auto& record : devices->records) {
      const auto person = record.fields.find(v1::Device::kPersonFieldNumber);
      if (read_bytes(person->second) == phone.client().identity()->person.str()) device = record.id;
    }
  }
  void set_revoked(bool revoked) {
    if (revoked) {
      ASSERT_TRUE(office.set(device, {{"revoked", "2026-10-12T08:00:00+08:00"}}).ok());
    } else {
      Edit edit;
      edit.draft = *office.client().open_draft(device);
      edit.cleared = {v1::Device::kRevokedFieldNumber};
      ASSERT_TRUE(office.client().save({std::move(edit)}).ok());
    }
    office.sync();
  }
  Id pair(const Id& with) {
    const Id pairing = office.add(
        "pairing",
        {{"child", with.uuid()}, {"helper", phone.client().identity()->person.uuid()}, {"role", "volunteer"}});
    office.sync();
    return pairing;
  }
  std::vector<Attention> waiting() { return office.attention(); }
  // What waits there of the record.
  void accept(const Id& record) {
    const auto told = office.attention();
    const auto waits = std::ranges::find_if(
        told, [&](const Attention& item) { return item.record == record && item.state == "held"; });
    ASSERT_NE(waits, told.end());
    ASSERT_TRUE(office.client().decide(waits->id, true, "").ok());
  }
};

TEST(Revoke, ItGetsNothingMoreAndIsToldSo) {
  Revoked town;
  town.set_revoked(true);
  ASSERT_TRUE(town.office.set(town.child, {{"remark", "新的备注"}}).ok());
  town.office.sync();
  const auto refused = town.phone.try_sync();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("停用"), std::string::npos);
  EXPECT_EQ(town.phone.value(town.child, "remark"), "");
}

// It may be in anybody's hands.
TEST(Revoke, ItTakesNothingOutOfTheOfficesSight) {
  Revoked town("helper");
  const Id visit = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.phone.sync();
  town.set_revoked(true);
  ASSERT_TRUE(town.phone.remove(visit).ok());
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.office.sync();
  ASSERT_EQ(town.waiting().size(), 2U) << "the visit, and its deletion by itself";
  EXPECT_TRUE(town.waiting()[0].behind.empty());
  town.accept(visit);
  town.office.sync();
  EXPECT_EQ(town.office.count("visit"), 1U) << "accepted without being deleted";
  ASSERT_EQ(town.waiting().size(), 1U);
  ASSERT_TRUE(town.office.client().decide(town.waiting()[0].id, false, "不要删").ok());
  town.office.sync();
  town.office.sync();
  EXPECT_EQ(town.office.count("visit"), 1U);
  EXPECT_TRUE(town.waiting().empty());
}

TEST(Revoke, WhatItSavesTogetherWithADeletionTheOfficeAccepts) {
  Revoked town("helper");
  const Id other = town.office.add("child", {{"name", "石大山"}});
  town.pair(other);
  const Id check = town.office.add("check_in", {{"child", other.uuid()}, {"result", "well"}});
  town.office.sync();
  const Id visit = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.phone.sync();
  town.set_revoked(true);
  Edit deletion;
  deletion.draft = *town.phone.client().open_draft(visit);
  deletion.deletes = true;
  ASSERT_TRUE(town.phone.client().save({std::move(deletion), *town.phone.fill(check, {{"result", "urgent"}})}).ok());
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.office.sync();
  ASSERT_EQ(town.waiting().size(), 2U) << "the visit too";
  for (const Attention& item : town.waiting()) ASSERT_TRUE(town.office.client().decide(item.id, true, "").ok());
  town.office.sync();
  EXPECT_NE(town.office.value(check, "result").find("urgent"), std::string::npos);
  EXPECT_EQ(town.office.count("visit"), 1U);
}

TEST(Revoke, AReturnOfItsDeletionLeavesWhatItWasToDelete) {
  Revoked town("helper");
  const Id visit = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.phone.sync();
  town.set_revoked(true);
  ASSERT_TRUE(town.phone.remove(visit).ok());
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.office.sync();
  const auto list = town.waiting();
  const auto deletion = std::ranges::find(list, "awaiting", &Attention::state);
  ASSERT_NE(deletion, list.end());
  ASSERT_TRUE(town.office.client().decide(deletion->id, false, "不要删").ok());
  town.office.sync();
  town.office.sync();
  ASSERT_EQ(town.waiting().size(), 1U);
  town.accept(visit);
  town.office.sync();
  town.office.sync();
  EXPECT_EQ(town.office.count("visit"), 1U) << "nor does it accept what was returned";
  EXPECT_TRUE(town.waiting().empty());
}

// What it wrote anew meanwhile, and the office accepted, holds up nothing once it is in use again.
TEST(Revoke, WhatWasMendedMeanwhileIsDoneWith) {
  Revoked town("helper");
  const Id visit = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.phone.sync();
  town.office.sync();
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请写明日期").ok());
  town.office.sync();
  town.phone.sync();
  town.set_revoked(true);
  ASSERT_TRUE(town.phone.set(visit, {{"mind", "十一月二十日"}}).ok());
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.office.sync();
  town.accept(visit);
  town.set_revoked(false);
  town.pair(town.child);
  town.office.sync();
  town.phone.sync();
  ASSERT_TRUE(town.phone.set(visit, {{"health", "胳膊有伤"}}).ok());
  town.phone.sync();
  town.office.sync();
  EXPECT_EQ(town.office.value(visit, "health"), "\"胳膊有伤\"");
  EXPECT_TRUE(town.office.attention().empty());
  EXPECT_TRUE(town.phone.attention().empty());
}

// A helper whose edit was sent back before their phone was lost, and who is paired again when it is found.
struct SentBack : Revoked {
  Id check = office.add("check_in", {{"child", child.uuid()}, {"result", "well"}, {"note", "在家"}});

  SentBack() : Revoked("helper") {
    const Id pairing = pair(child);
    phone.sync();
    EXPECT_TRUE(office.remove(pairing).ok());
    office.sync();
    EXPECT_TRUE(phone.set(check, {{"note", "不在家"}}).ok());
    phone.sync();
    send_back("请再看看");
  }
  void send_back(const std::string& why) {
    office.sync();
    EXPECT_TRUE(office.client().decide(office.attention().at(0).id, false, why).ok());
    office.sync();
    phone.sync();
  }
  void let_go_while_revoked() {
    set_revoked(true);
    ASSERT_TRUE(phone.client().let_go(phone.attention().at(0).id).ok());
    EXPECT_FALSE(phone.try_sync().ok());
  }
  void expect_the_later_edit_alone() {
    phone.sync();
    office.sync();
    EXPECT_NE(office.value(check, "result").find("needs_attention"), std::string::npos);
    EXPECT_EQ(office.value(check, "note"), "\"在家\"");
    EXPECT_TRUE(office.attention().empty());
    EXPECT_TRUE(phone.attention().empty());
  }
};

TEST(Revoke, WhatItLetGoOfMeanwhileHoldsUpNothingAfterwards) {
  SentBack town;
  town.let_go_while_revoked();
  town.set_revoked(false);
  town.pair(town.child);
  town.phone.sync();
  ASSERT_TRUE(town.phone.set(town.check, {{"result", "needs_attention"}}).ok());
  town.expect_the_later_edit_alone();
}

TEST(Revoke, NorWhatItWroteMeanwhile) {
  SentBack town;
  town.let_go_while_revoked();
  ASSERT_TRUE(town.phone.set(town.check, {{"result", "needs_attention"}}).ok());
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.pair(town.child);
  town.set_revoked(false);
  town.expect_the_later_edit_alone();
}

TEST(Revoke, WhatItTookBackMeanwhileIsTakenBackAfterwards) {
  Revoked town("helper");
  const Id visit = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.phone.sync();
  town.set_revoked(true);
  ASSERT_TRUE(town.phone.remove(visit).ok());
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.office.sync();
  EXPECT_FALSE(town.office.attention().empty());
  town.set_revoked(false);
  town.office.sync();
  town.phone.sync();
  for (const Attention& item : town.office.attention()) ADD_FAILURE() << item.state;
  EXPECT_TRUE(town.phone.attention().empty());
}

TEST(Revoke, WhatItStillBringsWaitsForTheOffice) {
  Revoked town;
  const Id visit = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.set_revoked(true);
  EXPECT_FALSE(town.phone.try_sync().ok());
  EXPECT_EQ(town.phone.client().status()->unsent, 0U);
  town.office.sync();
  const auto told = town.office.attention();
  ASSERT_EQ(told.size(), 1U);
  ASSERT_TRUE(town.office.client().decide(told[0].id, true, "").ok());
  town.office.sync();
  EXPECT_TRUE(town.office.holds(visit));
}

TEST(Revoke, WhatCannotBeReadItIsToldToRescue) {
  Revoked town;
  const Id visit = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.phone.in_file([&](sqlite::Connection& file) {
    auto query = file.prepare("UPDATE changes SET sealed = zeroblob(64) WHERE record = ?1");
    ASSERT_TRUE(query->bind_blob(1, visit.bytes()).run().ok());
  });
  town.set_revoked(true);
  const auto refused = town.phone.try_sync();
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("rescue"), std::string::npos) << refused.error().message;
}

TEST(Revoke, WhileARestoredServerWaitsNothingIsSaidToBeThere) {
  Revoked town("helper");
  town.set_revoked(true);
  const auto backup = town.world.copy();
  town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.world.put_back(backup);
  const auto refused = town.phone.try_sync();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("停用"), std::string::npos) << refused.error().message;
  EXPECT_EQ(town.phone.client().status()->unsent, 1U);
  town.office.sync();
  EXPECT_FALSE(town.phone.try_sync().ok());
  EXPECT_EQ(town.phone.client().status()->unsent, 0U);
}

TEST(Revoke, WhatTheOfficeReturnsItsAuthorHearsOfAndMends) {
  Revoked town;
  ASSERT_TRUE(town.phone.set(town.child, {{"remark", "甲"}}).ok());
  town.set_revoked(true);
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.office.sync();
  ASSERT_TRUE(town.office.client().decide(town.office.attention().at(0).id, false, "请写清楚").ok());
  town.office.sync();
  EXPECT_FALSE(town.phone.try_sync().ok());
  ASSERT_EQ(town.phone.attention().size(), 1U);
  EXPECT_EQ(town.phone.attention()[0].state, "returned");
  ASSERT_TRUE(town.phone.set(town.child, {{"remark", "乙"}}).ok());
  EXPECT_FALSE(town.phone.try_sync().ok());
  town.office.sync();
  ASSERT_EQ(town.office.attention().size(), 1U) << "what was mended is shown";
  ASSERT_TRUE(town.office.client().decide(town.office.attention()[0].id, true, "").ok());
  town.office.sync();
  EXPECT_EQ(town.office.value(town.child, "remark"), "\"乙\"");
}

TEST(Revoke, HoldsWhateverTimeIsGivenAndWhileOfficesDisagree) {
  Revoked town;
  Device second(town.world, town.world.invite("office", "王主任"));
  second.sync();
  ASSERT_TRUE(town.office.set(town.device, {{"revoked", "1970-01-01T08:00:00+08:00"}}).ok());
  town.office.sync();
  EXPECT_FALSE(town.phone.try_sync().ok());
  second.sync();
  const auto clear = [&](Device& office) {
    Edit edit;
    edit.draft = *office.client().open_draft(town.device);
    edit.cleared = {v1::Device::kRevokedFieldNumber};
    ASSERT_TRUE(office.client().save({std::move(edit)}).ok());
  };
  ASSERT_TRUE(town.office.set(town.device, {{"revoked", "2026-10-12T08:00:00+08:00"}}).ok());
  clear(second);
  town.office.sync();
  second.sync();
  EXPECT_FALSE(town.phone.try_sync().ok());
}

TEST(Revoke, TakenBackItGoesOnAsBefore) {
  Revoked town;
  town.set_revoked(true);
  EXPECT_FALSE(town.phone.try_sync().ok());
  ASSERT_TRUE(town.office.set(town.child, {{"remark", "新的备注"}}).ok());
  town.set_revoked(false);
  town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.phone.sync();
  town.office.sync();
  EXPECT_EQ(town.phone.value(town.child, "remark"), "\"新的备注\"");
  EXPECT_EQ(town.office.digest(), town.phone.digest());
}

TEST(Revoke, ARestoredServerHearsOfItFromTheOffice) {
  Revoked town;
  const auto backup = town.world.copy();
  town.set_revoked(true);
  town.world.put_back(backup);
  town.office.sync();
  EXPECT_FALSE(town.phone.try_sync().ok());
}

}  // namespace
}  // namespace xinqiao::testing
