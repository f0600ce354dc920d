// Goal: pages come in order, of the shelves asked for alone. Method: a few records, every limit.
#include "server/store/store_contract.h"
#include "server/store/store_samples.h"

namespace xinqiao::server::testing {
namespace {

std::vector<std::uint64_t> seqs(const std::vector<PageEntry>& entries) {
  std::vector<std::uint64_t> out;
  for (const PageEntry& entry : entries) out.push_back(entry.page_seq);
  return out;
}

class Pages : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    WriteSet set;
    set.last_seq = 9;
    for (std::uint32_t i = 1; i <= 9; ++i)
      set.records.push_back(sample_record(i, i % 3 == 0 ? "c" : i % 3 == 1 ? "a" : "b", i));
    write(set);
  }
};
INSTANTIATE_TEST_SUITE_P(Every, Pages, ::testing::ValuesIn(every_store()), name_of);

TEST_P(Pages, EverythingInOrder) {
  EXPECT_EQ(seqs(*snapshot()->page(6, 100)), (std::vector<std::uint64_t>{7, 8, 9}));
  EXPECT_EQ(seqs(*snapshot()->page(0, 2)), (std::vector<std::uint64_t>{1, 2}));
  EXPECT_TRUE(snapshot()->page(9, 2)->empty());
}

TEST_P(Pages, ShelvesAreMergedEachFromItsOwnPlace) {
  const std::vector<ShelfRange> ranges{{"a", 0}, {"c", 5}, {"nobody", 0}};
  EXPECT_EQ(seqs(*snapshot()->page(ranges, 100)), (std::vector<std::uint64_t>{1, 4, 6, 7, 9}));
  EXPECT_EQ(seqs(*snapshot()->page(ranges, 3)), (std::vector<std::uint64_t>{1, 4, 6}));
}

TEST_P(Pages, RowsComeInTheOrderAskedFor) {
  auto moment = snapshot();
  auto entries = *moment->page(0, 3);
  std::swap(entries[0], entries[2]);
  const auto rows = *moment->rows(entries);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].state, "state 3");
  EXPECT_EQ(rows[2].state, "state 1");
  EXPECT_EQ(rows[2].shelf, "a");
  EXPECT_EQ(rows[2].author, id_of(9));
}

TEST_P(Pages, AChangedRecordMovesToTheEndAndKeepsItsNumber) {
  const Id id = id_of(2);
  StoredRecord record = snapshot()->records({&id, 1})->front();
  const auto no = record.no;
  record.seq = 10;
  record.shelf = "a";
  record.state = "moved";
  record.confidential = true;
  record.owner = id_of(77);
  WriteSet set;
  set.last_seq = 10;
  set.records.push_back(record);
  write(set);
  const std::vector<ShelfRange> ranges{{"a", 4}};
  EXPECT_EQ(seqs(*snapshot()->page(ranges, 100)), (std::vector<std::uint64_t>{7, 10}));
  const StoredRecord read = snapshot()->records({&id, 1})->front();
  EXPECT_EQ(read.no, no);
  EXPECT_EQ(read.state, "moved");
  EXPECT_TRUE(read.confidential);
  EXPECT_EQ(read.owner, id_of(77));
  EXPECT_EQ(read.created_seq, 2U);
}

TEST_P(Pages, ARecordMayLearnItsKindLater) {
  StoredRecord record = sample_record(50, "", 20);
  record.kind = 0;
  WriteSet set;
  set.last_seq = 20;
  set.records.push_back(record);
  write(set);
  const Id id = record.id;
  record = snapshot()->records({&id, 1})->front();
  EXPECT_EQ(record.kind, 0U);
  record.kind = 3;
  record.author = id_of(88);
  record.created_seq = record.seq = 21;
  set.last_seq = 21;
  set.records = {record};
  write(set);
  const StoredRecord read = snapshot()->records({&id, 1})->front();
  EXPECT_EQ(read.kind, 3U);
  EXPECT_EQ(read.author, id_of(88));
  EXPECT_EQ(read.created_seq, 21U);
}

TEST_P(Pages, RevealingAConcernMovesItsStepsAndNothingElse) {
  WriteSet set;
  set.last_seq = 11;
  StoredRecord step = sample_record(20, "a", 11);
  step.concern = id_of(500);
  set.records.push_back(step);
  write(set);
  WriteSet reveal;
  reveal.last_seq = 12;
  reveal.revealed.push_back(id_of(500));
  write(reveal);
  const auto rows = *snapshot()->records(std::vector<Id>{id_of(20), id_of(1)});
  EXPECT_EQ(rows[0].visible_seq, 13U);
  EXPECT_EQ(rows[0].seq, 11U);
  EXPECT_EQ(rows[1].visible_seq, 0U);
  EXPECT_EQ(seqs(*snapshot()->page(10, 10)), std::vector<std::uint64_t>{13});
  EXPECT_EQ(*snapshot()->last_seq(), 13U);
}

TEST_P(Pages, RevealedStepsAreSpreadOverAsManySeqsAsTheyNeed) {
  WriteSet set;
  set.last_seq = 10;
  for (std::uint32_t i = 0; i < 5; ++i) {
    StoredRecord step = sample_record(20 + i, "a", 10);
    step.concern = id_of(500);
    step.state = Bytes(kRevealedBytes / 2, 's');
    set.records.push_back(step);
  }
  write(set);
  WriteSet reveal;
  reveal.last_seq = 11;
  reveal.revealed = {id_of(499), id_of(500)};
  write(reveal);
  EXPECT_EQ(seqs(*snapshot()->page(10, 10)), (std::vector<std::uint64_t>{12, 12, 13, 13, 14}));
  EXPECT_EQ(*snapshot()->last_seq(), 14U);
}

}  // namespace
}  // namespace xinqiao::server::testing
