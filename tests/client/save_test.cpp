// Goal: what a save writes, fills in and refuses. Method: a real data folder, no server.
#include "base/china_time.h"
#include "base/limits.h"
#include "client/enrolled_client.h"

namespace xinqiao {
namespace {

using testing::EnrolledClient;

TEST(Save, ARecordIsThereAfterReopening) {
  EnrolledClient device;
  const auto child = device.add("child", {{"name", "韦小燕"}, {"sex", "female"}});
  ASSERT_TRUE(child.ok());
  device.open();
  EXPECT_NE(device.json(*child).find("\"name\":\"韦小燕\""), std::string::npos);
  EXPECT_EQ(device.client->status()->unsent, 1U);
}

TEST(Save, FillsTimeAndPersonWhenLeftOut) {
  EnrolledClient device;
  const auto child = device.add("child", {{"name", "韦小燕"}});
  const auto visit = device.add("visit", {{"child", child->uuid()}, {"kind", "talk"}});
  ASSERT_TRUE(visit.ok());
  const std::string json = device.json(*visit);
  EXPECT_NE(json.find(EnrolledClient::person().uuid()), std::string::npos);
  EXPECT_NE(json.find(china_time::format_time(device.clock.wall_ms())), std::string::npos);
}

TEST(Save, AConcernStepTakesTheChildOfItsConcern) {
  EnrolledClient device;
  const auto child = device.add("child", {{"name", "韦小燕"}});
  const auto concern = device.add("concern", {{"child", child->uuid()}, {"kind", "health"}});
  const auto step = device.add("concern_step", {{"concern", concern->uuid()}, {"done", "电话联系了父亲"}});
  ASSERT_TRUE(step.ok()) << step.error().message;
  EXPECT_NE(device.json(*step).find("\"child\":\"" + child->uuid()), std::string::npos);
}

TEST(Save, WhatExistsOnceByNatureGetsTheSameIdOnEveryDevice) {
  EnrolledClient one;
  EnrolledClient two;
  const std::vector<text::Assignment> school{
      {"name", "兴沟小学"}, {"kind", "school"}, {"parent", EnrolledClient::person().uuid()}};
  EXPECT_EQ(*one.add("organisation", school), *two.add("organisation", school));
}

TEST(Save, NonsenseIsRefusedWithTheFieldAndNothingIsWritten) {
  EnrolledClient device;
  for (const auto& bad :
       std::vector<std::vector<text::Assignment>>{{{"name", "韦小燕"}, {"id_number", "11010519491231002Y"}},
                                                  {{"sex", "female"}},
                                                  {{"name", "韦小燕"}, {"grade", "13"}}}) {
    Edit edit;
    edit.draft.kind = schema::kChildKind;
    edit.create = true;
    const auto parsed = text::parse(*schema::find_kind("child")->message, bad, {}, nullptr);
    if (!parsed.ok()) continue;  // refused even earlier
    edit.set = *parsed;
    const auto saved = device.client->save({edit});
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(device.client->status()->unsent, 0U);
}

TEST(Save, ATextOverTheLimitIsRefused) {
  EnrolledClient device;
  Edit edit;
  edit.draft.kind = schema::kChildKind;
  edit.create = true;
  edit.set = EnrolledClient::fields("child", {{"name", "韦小燕"}});
  const auto with_remark = [&](std::size_t size) {
    Bytes remark;
    write_bytes(remark, 19, Bytes(size, 'a'));
    edit.set[19] = remark;
    return device.client->save({edit});
  };
  EXPECT_EQ(with_remark(limits::kTextBytes + 1).error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(with_remark(limits::kTextBytes).ok());
}

TEST(Save, RecordsSavedTogetherAreWrittenTogetherOrNotAtAll) {
  EnrolledClient device;
  std::vector<Edit> edits(2);
  for (Edit& edit : edits) {
    edit.draft.kind = schema::kChildKind;
    edit.create = true;
    edit.set = EnrolledClient::fields("child", {{"name", "韦小燕"}});
  }
  edits[1].set.clear();  // no name
  EXPECT_FALSE(device.client->save(edits).ok());
  EXPECT_EQ(device.client->status()->records, 0U);
  edits[1].set = edits[0].set;
  EXPECT_EQ(device.client->save(edits)->written, 2U);
}

TEST(Save, SkipEqualWritesOnlyWhatDiffers) {
  EnrolledClient device;
  const Id id = Id::from_bytes("child---16-bytes");
  Edit edit;
  edit.draft.kind = schema::kChildKind;
  edit.draft.id = id;
  edit.create = true;
  edit.set = EnrolledClient::fields("child", {{"name", "韦小燕"}, {"grade", "3"}});
  EXPECT_EQ(device.client->save({edit}, {.skip_equal = true})->written, 1U);
  device.clock.advance(60'000);
  EXPECT_EQ(device.client->save({edit}, {.skip_equal = true})->written, 0U);
  edit.set = EnrolledClient::fields("child", {{"name", "韦小燕"}, {"grade", "4"}});
  EXPECT_EQ(device.client->save({edit}, {.skip_equal = true})->written, 1U);
  EXPECT_EQ(device.client->history(id)->back().field, schema::find_kind("child")->message->find("grade")->number);
}

TEST(Save, ApartEditsSeeEachOther) {
  EnrolledClient device;
  Edit edit;
  edit.draft.kind = schema::kChildKind;
  edit.draft.id = Id::from_bytes("child---16-bytes");
  edit.create = true;
  edit.set = EnrolledClient::fields("child", {{"name", "韦小燕"}});
  const auto saved = device.client->save({edit, edit}, {.skip_equal = true, .apart = true});
  ASSERT_TRUE(saved.ok()) << saved.error().message;
  EXPECT_EQ(saved->written, 1U);
}

TEST(Save, ApartEditsBeginMandatoryReportsToo) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  const Edit edit = EnrolledClient::creation(
      "concern", {{"child", child.uuid()}, {"kind", "abuse_or_neglect"}, {"severity", "high"}});
  const auto saved = device.client->save({edit, edit}, {.apart = true});
  ASSERT_TRUE(saved.ok()) << saved.error().message;
  EXPECT_EQ(saved->ids.size(), 2U);
  EXPECT_EQ(device.client->list(schema::kConcernStepKind, {}, {}, 10)->records.size(), 2U);
}

TEST(Save, WhatIsUnlikelyIsSavedAndToldOnce) {
  EnrolledClient device;
  const Edit usual = EnrolledClient::creation("child", {{"name", "韦小燕"}});
  const Edit unlikely = EnrolledClient::creation("child", {{"name", "龙小兰"}, {"birth_date", "2001-03-01"}});
  const auto saved = device.client->save({usual, unlikely});
  ASSERT_TRUE(saved.ok()) << saved.error().message;
  ASSERT_EQ(saved->warnings.size(), 1U);
  EXPECT_EQ(saved->warnings[0].edit, 1U);
  EXPECT_EQ(saved->warnings[0].field, "birth_date");
  // One of age is paired: what the child's own record says counts.
  const Edit pairing = EnrolledClient::creation("pairing", {{"child", saved->ids[1].uuid()},
                                                            {"helper", "00000000-0000-4000-8000-000000000001"},
                                                            {"role", "volunteer"},
                                                            {"from", "2026-09-01"}});
  const auto paired = device.client->save({pairing});
  ASSERT_TRUE(paired.ok()) << paired.error().message;
  ASSERT_EQ(paired->warnings.size(), 1U);
  EXPECT_EQ(paired->warnings[0].field, "from");
}

TEST(Save, ARequiredFieldCannotBeEmptied) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  EXPECT_FALSE(device.set(*device.client->open_draft(child), {{"name", ""}}).ok());
  EXPECT_FALSE(device.set(*device.client->open_draft(child), {{"name", "  "}}).ok());
}

TEST(Save, ABlankNameIsNoName) {
  EnrolledClient device;
  const auto saved = device.add("child", {{"name", "  "}});
  ASSERT_FALSE(saved.ok());
  EXPECT_NE(saved.error().message.find("name"), std::string::npos);
}

TEST(Save, WhatChangesNothingIsNotWritten) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  Edit clear;
  clear.draft = *device.client->open_draft(child);
  clear.cleared = {19};
  EXPECT_EQ(device.client->save({clear})->written, 0U);
  Edit deletion;
  deletion.draft = *device.client->open_draft(child);
  deletion.deletes = true;
  EXPECT_EQ(device.client->save({deletion})->written, 1U);
  deletion.draft = *device.client->open_draft(child);
  EXPECT_EQ(device.client->save({deletion})->written, 0U);
}

TEST(Save, BeforeEnrolmentSaysToEnroll) {
  const testing::TempFolder folder;
  testing::ManualClock clock;
  testing::SeededRandom random;
  SystemFileSystem files;
  const auto client = Client::open({folder.path(), "", 0}, {clock, random, files, nullptr});
  ASSERT_TRUE(client.ok());
  const auto saved = (*client)->save({Edit()});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().code, ErrorCode::kRefused);
}

TEST(Save, StampsRiseEvenWhenTheClockGoesBack) {
  EnrolledClient device;
  const auto child = device.add("child", {{"name", "韦小燕"}, {"grade", "1"}});
  for (const char* grade : {"2", "3", "4"}) {
    device.clock.jump_wall(-3'600'000);
    ASSERT_TRUE(device.set(*device.client->open_draft(*child), {{"grade", grade}}).ok());
  }
  EXPECT_NE(device.json(*child).find("\"grade\":4"), std::string::npos);
}

}  // namespace
}  // namespace xinqiao
