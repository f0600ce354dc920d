// Goal: lists, digest and status are what the records are. Method: own saves on real folders.
#include "client/enrolled_client.h"

namespace xinqiao {
namespace {

using testing::EnrolledClient;

TEST(List, PagesThroughAKindAndThroughAChild) {
  EnrolledClient device;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(device.add("visit", {{"child", child.uuid()}, {"kind", "talk"}}).ok());
  std::size_t total = 0;
  Id after;
  for (bool more = true; more;) {
    const auto page = device.client->list(3, {}, after, 3);
    ASSERT_TRUE(page.ok());
    total += page->records.size();
    more = page->more;
    if (more) after = page->records.back().id;
  }
  EXPECT_EQ(total, 7U);
  EXPECT_EQ(device.client->list(0, child, {}, 100)->records.size(), 8U);
}

TEST(List, LeavesOutTheRecordsOfAChildWhoseArchiveIsDeleted) {
  EnrolledClient device;
  const auto gone = *device.add("child", {{"name", "韦小燕"}});
  const auto stays = *device.add("child", {{"name", "韦小军"}});
  for (const auto& child : {gone, stays})
    ASSERT_TRUE(device.add("visit", {{"child", child.uuid()}, {"kind", "talk"}}).ok());
  Edit edit;
  edit.draft = *device.client->open_draft(gone);
  edit.deletes = true;
  ASSERT_TRUE(device.client->save({edit}).ok());
  const auto visits = device.client->list(schema::find_kind("visit")->number, {}, {}, 10);
  ASSERT_EQ(visits->records.size(), 1U);
}

TEST(Get, ARecordThatIsNotHereIsSaidSo) {
  EnrolledClient device;
  EXPECT_EQ(device.client->get(Id::from_bytes("nowhere-16-bytes")).error().code, ErrorCode::kNotFound);
}

RecordState note_base(const Bytes& note) {
  RecordState state;
  state.record = Id::from_bytes("checkin-16-bytes");
  state.kind = 4;
  Bytes value;
  write_bytes(value, 6, note);
  state.groups[6] = {{Head{9, value, stamp_at(5000), {}, {}}}, {}, 3};
  state.groups[777] = {{Head{9, Bytes("\xca\x30\x01x", 4), stamp_at(5000), {}, {}}}, {}, 3};  // unknown to this program
  return state;
}

Bytes digest_of(const RecordState& state) {
  EnrolledClient device;
  device.put_base(state);
  return device.client->digest()->value;
}

TEST(Open, AFolderOfADraftWithoutARescueKeyIsRefusedInWords) {
  EnrolledClient device;
  device.client.reset();
  {
    auto store = LocalStore::open({device.folder.path(), "", 0, nullptr}, device.clock, device.files, device.random);
    auto identity = device.identity();
    identity.clear_rescue_key();
    auto transaction = (*store)->begin();
    ASSERT_TRUE((*store)->meta().put_identity((*store)->vault(), identity).ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  const auto opened = Client::open({device.folder.path(), "", 0}, {device.clock, device.random, device.files, nullptr});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kRefused);
}

TEST(Digest, IsEqualForEqualRecordsWhateverTheFolder) {
  EXPECT_EQ(digest_of(note_base("奶奶说没事")), digest_of(note_base("奶奶说没事")));
}

TEST(Digest, ChangesWithEveryByteOfABody) {
  const Bytes note = "奶奶说没事";
  for (std::size_t at = 0; at < note.size(); ++at) {
    Bytes other = note;
    other[at] = static_cast<char>(other[at] ^ 1);
    EXPECT_NE(digest_of(note_base(note)), digest_of(note_base(other))) << at;
  }
}

TEST(Digest, CountsUnknownFieldsAndEveryHead) {
  auto unknown = note_base("a");
  unknown.groups[777].heads.front().value->back() = 'y';
  EXPECT_NE(digest_of(note_base("a")), digest_of(unknown));
  auto clash = note_base("a");
  auto second = clash.groups[6].heads.front();
  second.id = 10;
  second.effective = 1;
  clash.groups[6].heads.push_back(second);
  EXPECT_NE(digest_of(note_base("a")), digest_of(clash));
}

TEST(Digest, IgnoresWhatIsDeleted) {
  EnrolledClient device;
  const auto empty = device.client->digest()->value;
  const auto child = *device.add("child", {{"name", "韦小燕"}});
  EXPECT_NE(device.client->digest()->value, empty);
  Edit edit;
  edit.draft = *device.client->open_draft(child);
  edit.deletes = true;
  ASSERT_TRUE(device.client->save({edit}).ok());
  EXPECT_EQ(device.client->digest()->value, empty);
}

}  // namespace
}  // namespace xinqiao
