// Goal: a record's story: who wrote each field when, and what became of own changes. Method: own saves and a base.
#include "client/enrolled_client.h"

namespace xinqiao {
namespace {

using testing::EnrolledClient;

TEST(History, TellsOwnChangesInOrderAndMarksWhatIsShown) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}, {"grade", "1"}});
  device.clock.advance(1000);
  ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"grade", "2"}}).ok());
  const auto lines = device.client->history(child);
  ASSERT_TRUE(lines.ok());
  const auto grade = schema::find_kind("child")->message->find("grade")->number;
  std::vector<HistoryLine> grades;
  for (const auto& line : *lines) {
    if (line.field == grade) grades.push_back(line);
  }
  ASSERT_EQ(grades.size(), 2U);
  EXPECT_FALSE(grades[0].shown);
  EXPECT_TRUE(grades[1].shown && grades[1].head && grades[1].own);
  EXPECT_EQ(grades[1].state, "waiting");
  EXPECT_EQ(grades[1].by, EnrolledClient::person());
  EXPECT_LT(grades[0].at_ms, grades[1].at_ms);
}

TEST(History, OwnChangesOfOneTimeStayInTheirOrder) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  for (const char* remark : {"一", "二", "三", "四", "五", "六"}) {
    ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"remark", remark}}).ok());
  }
  const auto lines = device.client->history(child);
  const auto number = schema::find_kind("child")->message->find("remark")->number;
  std::string told;
  for (const auto& line : *lines) {
    if (line.field == number) told += *read_bytes(line.value);
  }
  EXPECT_EQ(told, "一二三四五六");
}

TEST(History, NamesOthersByTheHeadsTheyLeft) {
  EnrolledClient device;
  RecordState state;
  state.record = Id::from_bytes("child---16-bytes");
  state.kind = schema::kChildKind;
  Bytes name;
  write_bytes(name, 1, "韦小燕");
  const Id other = Id::from_bytes("another-16-bytes");
  state.groups[1] = {{Head{9, name, stamp_at(5000), other, {}}}, {}, 3};
  device.put_base(state);
  const auto lines = device.client->history(state.record);
  ASSERT_EQ(lines->size(), 1U);
  EXPECT_EQ(lines->front().by, other);
  EXPECT_EQ(lines->front().at_ms, 5000);
  EXPECT_FALSE(lines->front().own);
  EXPECT_TRUE(lines->front().shown);
}

TEST(History, WhatOthersWroteInOneMillisecondStaysInItsOrder) {
  EnrolledClient device;
  RecordState state;
  state.record = Id::from_bytes("child---16-bytes");
  state.kind = schema::kChildKind;
  const Fields values = EnrolledClient::fields("child", {{"name", "韦小燕"}, {"remark", "怕黑"}});
  const Id other = Id::from_bytes("another-16-bytes");
  for (const auto& [number, value] : values) {
    const Stamp stamp = stamp_at(5000) + 40 - number;  // the later field was written first
    state.groups[number] = {{Head{number, value, stamp, other, {}}}, {}, 3};
  }
  device.put_base(state);
  const auto lines = device.client->history(state.record);
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_GT(lines->at(0).field, lines->at(1).field);
}

// A server whose clock was slow for a day counts what was written then as of the day before.
TEST(History, WhatSomebodyHadSeenIsToldBeforeWhatTheyWrote) {
  EnrolledClient device;
  RecordState state;
  state.record = Id::from_bytes("child---16-bytes");
  state.kind = schema::kChildKind;
  const std::uint32_t remark = schema::find_kind("child")->message->find("remark")->number;
  const Id other = Id::from_bytes("another-16-bytes");
  const auto value = [&](const char* text) { return EnrolledClient::fields("child", {{"remark", text}}).at(remark); };
  Head head{7, value("不怕了"), stamp_at(4000), other, {}};
  for (const auto& [id, text, ms] : {std::tuple{5, "怕黑", 9000}, std::tuple{6, "怕狗", 3000}}) {
    Saw saw;
    saw.id = static_cast<ChangeId>(id);
    saw.value = value(text);
    saw.effective = stamp_at(ms);
    saw.author = other;
    saw.how = Saw::How::kChosen;
    head.saw.push_back(saw);
  }
  state.groups[remark] = {{head}, {}, 3};
  device.put_base(state);
  const auto lines = device.client->history(state.record);
  std::string told;
  for (const auto& line : *lines) told += *read_bytes(line.value);
  EXPECT_EQ(told, "怕狗怕黑不怕了");
  EXPECT_EQ(lines->back().at_ms, 4000) << "its time is told as it counts";
}

}  // namespace
}  // namespace xinqiao
