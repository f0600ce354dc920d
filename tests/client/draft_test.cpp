// Goal: a save names what stood in the form when it was opened, whatever has come in between.
// Method: drafts held open while base and own changes move on.
#include "client/enrolled_client.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

using testing::EnrolledClient;

std::uint32_t number_of(std::string_view kind, std::string_view field) {
  return schema::find_kind(kind)->message->find(field)->number;
}

Bytes value_of(std::uint32_t number, std::uint64_t value) {
  Bytes out;
  write_varint(out, number, value);
  return out;
}

RecordState check_in_base(std::vector<Head> results) {
  RecordState state;
  state.record = Id::from_bytes("checkin-16-bytes");
  state.kind = schema::find_kind("check_in")->number;
  state.groups[number_of("check_in", "result")] = {std::move(results), {}, 7};
  return state;
}

Head result_head(ChangeId id, std::uint64_t value, Stamp effective) {
  return {id, value_of(number_of("check_in", "result"), value), effective, Id::from_bytes("another-16-bytes"), {}};
}

TEST(Draft, SurvivesBeingEncoded) {
  EnrolledClient device;
  device.put_base(check_in_base({result_head(1, 1, 100), result_head(2, 3, 50)}));
  const auto draft = *device.client->open_draft(Id::from_bytes("checkin-16-bytes"));
  const auto decoded = Draft::decode(draft.encode());
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->seen, draft.seen);
  EXPECT_EQ(decoded->heads, draft.heads);
  EXPECT_EQ(decoded->shown, draft.shown);
  EXPECT_FALSE(Draft::decode("nonsense").ok());
}

TEST(Draft, Rule4_OwnEditsOfAnOpenFormChainAndNeverClash) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}, {"grade", "1"}});
  for (const char* grade : {"2", "3"})
    ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"grade", grade}}).ok());
  EXPECT_TRUE(device.client->clashes()->empty());
  EXPECT_NE(device.json(child).find("\"grade\":3"), std::string::npos);
}

TEST(Draft, Rule11_AValueThatCameWhileTheFormWasOpenIsNotOverwritten) {
  EnrolledClient device;
  device.put_base(check_in_base({result_head(1, 1, 100)}));
  const auto form = *device.client->open_draft(Id::from_bytes("checkin-16-bytes"));
  device.put_base(check_in_base({result_head(2, 3, 200)}));  // somebody saw change 1 and wrote `urgent`
  ASSERT_TRUE(device.set(form, {{"result", "well"}}).ok());
  EXPECT_NE(device.json(form.id).find("\"result\":\"urgent\""), std::string::npos);
  const auto clashes = device.client->clashes();
  ASSERT_EQ(clashes->size(), 1U);
  EXPECT_EQ(clashes->front().values.size(), 2U);
}

TEST(Draft, APulledUrgentShowsOverAnUnsentWell) {
  EnrolledClient device;
  device.put_base(check_in_base({result_head(1, 1, 100)}));
  ASSERT_TRUE(device.set(*device.client->open_draft(Id::from_bytes("checkin-16-bytes")), {{"result", "well"}}).ok());
  device.put_base(check_in_base({result_head(1, 1, 100), result_head(2, 3, 50)}));
  EXPECT_NE(device.json(Id::from_bytes("checkin-16-bytes")).find("\"result\":\"urgent\""), std::string::npos);
}

TEST(Draft, Rule6_ADeletionHidesWhatItSaw) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  Edit edit;
  edit.draft = *device.client->open_draft(child);
  edit.deletes = true;
  ASSERT_TRUE(device.client->save({edit}).ok());
  EXPECT_TRUE(device.client->get(child)->deleted);
  EXPECT_TRUE(device.client->list(schema::kChildKind, {}, {}, 10)->records.empty());
}

TEST(Draft, Rule6_AnEditOfADeletedRecordBringsItBack) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  Edit edit;
  edit.draft = *device.client->open_draft(child);
  edit.deletes = true;
  ASSERT_TRUE(device.client->save({edit}).ok());
  ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"remark", "转回来了"}}).ok());
  EXPECT_FALSE(device.client->get(child)->deleted);
  EXPECT_TRUE(device.client->clashes()->empty());
}

TEST(Draft, Rule6_ADeletionDoesNotHideWhatCameAfterTheFormWasOpened) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}, {"grade", "1"}});
  Edit edit;
  edit.draft = *device.client->open_draft(child);
  edit.deletes = true;
  ASSERT_TRUE(device.set(*device.client->open_draft(child), {{"grade", "2"}}).ok());
  ASSERT_TRUE(device.client->save({edit}).ok());
  EXPECT_FALSE(device.client->get(child)->deleted);
  const auto clashes = device.client->clashes();
  ASSERT_EQ(clashes->size(), 1U);
  EXPECT_EQ(clashes->front().field, kDeletedGroup);
}

// Somebody deleted the record a second time unseen, with an older stamp than the one who had brought it back.
TEST(Draft, Rule6_BringingBackNamesEveryDeletionWhateverTheStamps) {
  EnrolledClient device;
  RecordState base = check_in_base({result_head(1, 1, 100)});
  base.groups[kDeletedGroup] = {{Head{2, Bytes(), 200, Id::from_bytes("another-16-bytes"), {1}},
                                 Head{3, std::nullopt, 300, Id::from_bytes("another-16-bytes"), {}}},
                                {},
                                8};
  device.put_base(base);
  ASSERT_TRUE(device.client->get(base.record)->deleted);
  Edit edit;
  edit.draft = *device.client->open_draft(base.record);
  edit.cleared = {kDeletedGroup};
  ASSERT_TRUE(device.client->save({edit}).ok());
  EXPECT_FALSE(device.client->get(base.record)->deleted);
}

TEST(Draft, Rule4_APlainSaveNamesEveryHeadWithTheValueShown) {
  EnrolledClient device;
  device.put_base(check_in_base({result_head(1, 2, 100), result_head(2, 2, 50), result_head(3, 1, 300)}));
  const Id id = Id::from_bytes("checkin-16-bytes");
  ASSERT_TRUE(device.set(*device.client->open_draft(id), {{"result", "urgent"}}).ok());
  const auto clashes = *device.client->clashes();
  ASSERT_EQ(clashes.size(), 1U);
  EXPECT_EQ(clashes.front().values.size(), 2U);  // `urgent`, and the one nobody saw
}

TEST(Draft, Rule5_AResolveAlsoNamesTheOtherSidesHeads) {
  EnrolledClient device;
  device.put_base(check_in_base({result_head(1, 2, 100), result_head(3, 1, 300)}));
  auto draft = *device.client->open_draft(Id::from_bytes("checkin-16-bytes"));
  draft.seen[number_of("check_in", "result")] = {1, 3};
  ASSERT_TRUE(device.set(draft, {{"result", "well"}}).ok());
  EXPECT_TRUE(device.client->clashes()->empty());
  EXPECT_NE(device.json(draft.id).find("\"result\":\"well\""), std::string::npos);
}

}  // namespace
}  // namespace xinqiao
