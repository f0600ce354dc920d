// Goal: an edit of what was refused says everything anew and names what it replaces. Method: a real data folder whose
// verdicts are put there as a sync would.
#include "client/attention/mend.h"

#include "client/enrolled_client.h"
#include "merge/replaces.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao {
namespace {

using testing::EnrolledClient;

struct Refused : EnrolledClient {
  // As the server would say of the newest changes of the record.
  void say(const Id& record, OwnState state, v1::Reason reason) {
    in_store([&](LocalStore& store) {
      const auto all = store.own().all_of(record);
      for (const OwnChange& own : *all) {
        if (own.state == OwnState::kWaiting) {
          EXPECT_TRUE(store.own().mark(own.seq, state, static_cast<std::uint32_t>(reason), 5, own.change.written).ok());
        }
      }
    });
  }
  std::vector<OwnChange> own(const Id& record) {
    std::vector<OwnChange> list;
    in_store([&](LocalStore& store) { list = *store.own().all_of(record); });
    return list;
  }
  template <typename Do>
  void in_store(const Do& work) {
    client.reset();
    {
      auto store = LocalStore::open({folder.path(), "", 0, nullptr}, clock, files, random);
      ASSERT_TRUE(store.ok());
      work(**store);
    }
    open();
  }
};

TEST(Mend, ARecordOfWhichNothingWasTakenIsCreatedAgainWithAllItHad) {
  Refused device;
  const auto child = *device.add("child", {{"name", "韦小燕"}, {"grade", "3"}});
  ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"remark", "怕黑"}}).ok());
  device.say(child, OwnState::kRejected, v1::REASON_BAD_TEXT);
  ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"grade", "4"}}).ok());
  const auto own = device.own(child);
  ASSERT_EQ(own.size(), 3U);
  EXPECT_EQ(own[0].state, OwnState::kReplaced);
  EXPECT_EQ(own[1].state, OwnState::kReplaced);
  EXPECT_EQ(own[2].change.kind, schema::kChildKind);
  EXPECT_TRUE(replaces(own[2].change, own[0].change, false));
  EXPECT_TRUE(replaces(own[2].change, own[1].change, false));
  EXPECT_EQ(device.client->status()->needs_attention, 0U);
  EXPECT_NE(device.json(child).find("\"remark\":\"怕黑\""), std::string::npos);
  EXPECT_NE(device.json(child).find("\"grade\":4"), std::string::npos);
}

TEST(Mend, AFormOpenedBeforeTheVerdictMendsToo) {
  Refused device;
  const auto child = *device.add("child", {{"name", "韦小燕"}, {"grade", "3"}});
  const auto draft = *device.client->open_draft(child);
  device.say(child, OwnState::kQuarantined, v1::REASON_NO_RIGHT);
  ASSERT_TRUE(device.set(draft, {{"grade", "4"}}).ok());
  const auto own = device.own(child);
  EXPECT_TRUE(replaces(own[1].change, own[0].change, false));
}

TEST(Mend, AFieldThatWasTheTroubleMayBeCleared) {
  Refused device;
  const auto child = *device.add("child", {{"name", "韦小燕"}, {"remark", "太长"}});
  device.say(child, OwnState::kRejected, v1::REASON_TEXT_TOO_LONG);
  Edit edit;
  edit.draft = *device.client->open_draft(child);
  edit.cleared = {19};
  ASSERT_TRUE(device.client->save({edit}).ok());
  EXPECT_EQ(device.own(child)[0].state, OwnState::kReplaced);
  EXPECT_EQ(device.json(child).find("remark"), std::string::npos);
}

TEST(Mend, AnEditBehindWhatTheOfficeMustDecideIsAnOrdinaryOne) {
  Refused device;
  RecordState base;
  base.record = Id::from_bytes("child---16-bytes");
  base.kind = schema::kChildKind;
  const Fields name = EnrolledClient::fields("child", {{"name", "韦小燕"}});
  base.groups[1] = {{Head{77, name.at(1), 5, EnrolledClient::person(), {}}}, {}, 3};
  device.put_base(base);
  ASSERT_TRUE(device.set(*device.client->open_draft(base.record), {{"grade", "3"}}).ok());
  device.say(base.record, OwnState::kQuarantined, v1::REASON_OUT_OF_SCOPE);
  ASSERT_TRUE(device.set(*device.client->open_draft(base.record), {{"remark", "怕黑"}}).ok());
  EXPECT_EQ(device.own(base.record)[1].change.groups.size(), 1U);
  EXPECT_EQ(device.client->status()->needs_attention, 1U);
  // Once it is refused for good the next edit says all of it.
  device.in_store([&](LocalStore& store) {
    const auto all = store.own().all_of(base.record);
    for (const OwnChange& own : *all) {
      EXPECT_TRUE(store.own().mark(own.seq, OwnState::kRejected, v1::REASON_RETURNED, 6, own.change.written).ok());
    }
  });
  const auto draft = *device.client->open_draft(base.record);
  EXPECT_TRUE(draft.shown.contains(19)) << "the form shows what the save will write";
  ASSERT_TRUE(device.set(draft, {{"remark", "不怕了"}}).ok());
  const auto own = device.own(base.record);
  EXPECT_EQ(own[2].change.kind, 0U);
  EXPECT_TRUE(replaces(own[2].change, own[0].change, true));
  EXPECT_TRUE(replaces(own[2].change, own[1].change, true));
  EXPECT_EQ(device.client->status()->needs_attention, 0U);
}

TEST(Mend, WhatWasReplacedStaysSoWhenItIsRefusedOnceMore) {
  Refused device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  device.say(child, OwnState::kRejected, v1::REASON_BAD_TEXT);
  ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"name", "韦小雁"}}).ok());
  device.in_store([&](LocalStore& store) {
    EXPECT_TRUE(store.own().mark(1, OwnState::kRejected, v1::REASON_BAD_TEXT, 5, 7).ok());
  });
  EXPECT_EQ(device.own(child)[0].state, OwnState::kReplaced);
  EXPECT_EQ(device.client->status()->needs_attention, 0U);
}

}  // namespace
}  // namespace xinqiao
