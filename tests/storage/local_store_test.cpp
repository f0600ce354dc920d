// Goal: one process at a time, a private file, nothing readable in it, and an honest word for a newer file.
// Method: a real data folder; every byte of every file is searched.
#include <fstream>

#include "merge/state_codec.h"
#include "storage/opened_store.h"

namespace xinqiao {
namespace {

using testing::OpenedStore;

Bytes every_byte(const std::string& folder) {
  Bytes all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

TEST(LocalStore, ASecondOpenerIsToldThatTheFolderIsHeld) {
  OpenedStore opened;
  const auto second =
      LocalStore::open({opened.folder.path(), "", 0, nullptr}, opened.clock, opened.files, opened.random);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kBusy);
}

TEST(LocalStore, TheWrongPinOpensNothing) {
  OpenedStore opened;
  opened.store.reset();
  const auto wrong =
      LocalStore::open({opened.folder.path(), "1234", 0, nullptr}, opened.clock, opened.files, opened.random);
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code, ErrorCode::kWrongPin);
}

TEST(LocalStore, NothingAPersonWroteIsReadableInItsFiles) {
  OpenedStore opened;
  opened.save(3);
  RecordState state;
  state.record = Id::from_bytes("record-id-16byte");
  state.kind = 1;
  Bytes name;
  write_bytes(name, 1, "韦小燕");
  state.groups[1] = {{Head{1, name, 2, opened.person, {}}}, {}, 5};
  ASSERT_TRUE(opened.store->records().put(state, state.record).ok());
  v1::Identity identity;
  identity.set_person_name("李秀英");
  identity.set_request_secret("request-secret-of-this-device");
  ASSERT_TRUE(opened.store->meta().put_identity(opened.store->vault(), identity).ok());
  opened.store.reset();
  const Bytes all = every_byte(opened.folder.path());
  ASSERT_GT(all.size(), 4096U);
  for (const char* text : {"电线", "奶奶", "韦小燕", "李秀英", "request-secret"}) {
    EXPECT_EQ(all.find(text), Bytes::npos) << text;
  }
}

TEST(LocalStore, TheDatabaseIsPrivateToItsOwner) {
  OpenedStore opened;
  opened.save();
  const auto mode = std::filesystem::status(opened.folder / "xinqiao.db").permissions();
  EXPECT_EQ(static_cast<unsigned>(mode) & 077U, 0U);
}

TEST(LocalStore, AFileOfANewerProgramIsLeftAlone) {
  OpenedStore opened;
  opened.store.reset();
  {
    const auto connection = sqlite::Connection::open(opened.folder / "xinqiao.db", nullptr);
    ASSERT_TRUE((*connection)->exec("PRAGMA user_version = 999").ok());
  }
  const auto older =
      LocalStore::open({opened.folder.path(), "", 0, nullptr}, opened.clock, opened.files, opened.random);
  ASSERT_FALSE(older.ok());
  EXPECT_EQ(older.error().code, ErrorCode::kRefused);
}

TEST(BaseRecords, PagesGoThroughEveryRecordOnce) {
  OpenedStore opened;
  const Id child = Id::from_bytes("child---16-bytes");
  for (int i = 0; i < 25; ++i) {
    ASSERT_TRUE(
        opened.store->records().announce(Id::random(5, opened.random), i % 2 == 0 ? 3 : 4, i < 10 ? child : Id()).ok());
  }
  const auto count = [&](std::uint32_t kind, const Id& of_child) {
    Id after;
    std::size_t total = 0;
    for (;;) {
      const auto page = opened.store->records().page(kind, of_child, after, 4);
      EXPECT_TRUE(page.ok());
      total += page->size();
      if (page->size() < 4) return total;
      after = page->back().id;
    }
  };
  EXPECT_EQ(count(0, {}), 25U);
  EXPECT_EQ(count(3, {}), 13U);
  EXPECT_EQ(count(0, child), 10U);
  EXPECT_EQ(count(4, child), 5U);
}

}  // namespace
}  // namespace xinqiao
