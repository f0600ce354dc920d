// Goal: all that is kept leaves the device, and what does not is counted. Method: a real file, pages of it overwritten.
#include "storage/rescue.h"

#include <fstream>

#include "storage/opened_store.h"
#include "wire/bundle.h"

namespace xinqiao {
namespace {

using testing::OpenedStore;

constexpr std::size_t kPage = 4096;

class Rescuing : public ::testing::Test {
 protected:
  // Each a batch of its own: what was sent never grows.
  void save_batches(int count, int changes) {
    for (int i = 0; i < count; ++i) {
      ids_.push_back(opened_.save(changes).back().id);
      ASSERT_TRUE(opened_.store->own().outgoing(1 << 20).ok());
    }
  }
  void answer(std::uint64_t first_seq) {
    ASSERT_TRUE(opened_.store->own().answered(first_seq, v1::Receipt().SerializeAsString()).ok());
  }
  void close() {
    v1::Bundle head;
    head.set_format(1);
    head.set_organisation(opened_.organisation.str());
    head.set_server_key(opened_.server_keys.public_key);
    v1::WriterState writer;
    writer.set_incarnation(opened_.incarnation.str());
    writer.set_next_seq(opened_.tip.next_seq);
    writer.set_chain(opened_.tip.chain);
    ASSERT_TRUE(opened_.store->meta().put(kMetaRescue, head.SerializeAsString()).ok());
    ASSERT_TRUE(opened_.store->meta().put_writer(writer).ok());
    opened_.store.reset();
  }
  std::string database() const { return LocalStore::database_path(opened_.folder.path()); }
  std::uint64_t root_of(std::string_view name) {
    const auto connection = sqlite::Connection::open(database(), nullptr);
    auto query = (*connection)->prepare("SELECT rootpage FROM sqlite_master WHERE name = ?1");
    query->bind_text(1, name);
    EXPECT_TRUE(*query->step());
    return query->uint64(0);
  }
  void overwrite(std::uint64_t page) {
    std::fstream file(database(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>((page - 1) * kPage));
    file << std::string(kPage, '\xFF');
  }
  RescuedWork collect() {
    auto work = collect_work(database(), nullptr);
    EXPECT_TRUE(work.ok()) << work.error().message;
    return work.ok() ? std::move(*work) : RescuedWork();
  }
  v1::BundleIndex index_of(const RescuedWork& work) {
    v1::BundleIndex index;
    const auto opened = crypto::open_sealed(opened_.server_keys, work.bundle.index());
    EXPECT_TRUE(opened.ok() && index.ParseFromString(*opened));
    return index;
  }

  OpenedStore opened_;
  std::vector<ChangeId> ids_;  // of the last change of each batch
};

TEST_F(Rescuing, TellsWhatThereIsAndHowItEnds) {
  save_batches(2, 3);
  answer(1);
  close();
  const RescuedWork work = collect();
  EXPECT_EQ(work.changes, 6U);
  EXPECT_EQ(work.unsent, 3U);
  const v1::BundleIndex index = index_of(work);
  ASSERT_EQ(index.batches_size(), 2);
  EXPECT_EQ(index.batches(1).first_seq(), 4U);
  EXPECT_EQ(index.batches(1).count(), 3U);
  EXPECT_EQ(index.batches(1).last(), ids_[1]);
  EXPECT_EQ(index.chain(), opened_.tip.chain);
}

TEST_F(Rescuing, NeedsNoIndex) {
  save_batches(8, 3);
  close();
  for (const char* name : {"batches_unanswered", "changes_by_record", "verdicts_accepted", "verdicts_refused"}) {
    overwrite(root_of(name));
  }
  const RescuedWork work = collect();
  EXPECT_EQ(work.changes, 24U);
  EXPECT_EQ(work.missing, 0U);
  EXPECT_EQ(work.bundle.batches_size(), 8);
}

TEST_F(Rescuing, PassesADamagedPageAndCountsItsBatches) {
  save_batches(40, 3);
  close();
  const std::uint64_t pages = std::filesystem::file_size(database()) / kPage;
  const std::string whole = *opened_.files.read(database());
  bool any = false;
  for (std::uint64_t page = 2; page <= pages; ++page) {
    overwrite(page);
    const auto work = collect_work(database(), nullptr);
    ASSERT_TRUE(opened_.files.write_private(database(), whole).ok());
    std::filesystem::remove(database() + "-wal");
    if (!work.ok()) continue;  // the table of tables
    EXPECT_EQ(work->changes + work->missing, 120U) << "page " << page;
    any = any || (work->missing > 0 && work->changes > 0);
  }
  EXPECT_TRUE(any);
}

TEST_F(Rescuing, WithTheTableGoneStillSaysHowMuchIsMissing) {
  save_batches(40, 3);
  close();
  overwrite(root_of("changes"));
  const RescuedWork work = collect();
  EXPECT_EQ(work.changes, 0U);
  EXPECT_EQ(work.missing, 120U);
  EXPECT_EQ(work.bundle.batches(0).count(), 3U) << "the server counts it too";
}

TEST_F(Rescuing, GoesWithoutItsHead) {
  save_batches(2, 3);
  close();
  overwrite(root_of("meta"));
  const RescuedWork work = collect();
  EXPECT_EQ(work.changes, 6U);
  EXPECT_EQ(work.bundle.format(), 1U);
}

TEST_F(Rescuing, GoesWithoutTheRowOfItsHead) {
  save_batches(2, 3);
  close();
  {
    const auto connection = sqlite::Connection::open(database(), nullptr);
    ASSERT_TRUE((*connection)->exec("DELETE FROM meta").ok());
  }
  EXPECT_EQ(collect().changes, 6U);
}

TEST_F(Rescuing, OfAFolderWithoutWorkAndHeadThereIsNothing) {
  close();
  {
    const auto connection = sqlite::Connection::open(database(), nullptr);
    ASSERT_TRUE((*connection)->exec("DELETE FROM meta").ok());
  }
  EXPECT_EQ(collect_work(database(), nullptr).error().code, ErrorCode::kNotFound);
}

TEST_F(Rescuing, WhatIsAnsweredMayBeTooMuchWhatIsNotNeverIs) {
  save_batches(4, 60);
  for (const std::uint64_t first_seq : {1U, 61U, 121U}) answer(first_seq);
  close();
  const auto connection = sqlite::Connection::open(database(), nullptr);
  const auto work = collect_work(**connection, 5000);
  ASSERT_TRUE(work.ok());
  EXPECT_EQ(work->unsent, 60U);
  EXPECT_GT(work->left_out, 0U);
  EXPECT_EQ(work->changes + work->left_out, 240U);
  const auto last = wire::open_sealed_batch(work->bundle.batches(work->bundle.batches_size() - 1), opened_.server_keys);
  EXPECT_EQ(last->batch.first_seq(), 181U);
}

}  // namespace
}  // namespace xinqiao
