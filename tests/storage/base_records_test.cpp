// Goal: what is damaged of base is found, also when one look does not reach the end. Method: sealed bytes overwritten
// in the closed file.
#include "storage/base_records.h"

#include "merge/state_codec.h"
#include "storage/opened_store.h"

namespace xinqiao {
namespace {

using testing::OpenedStore;

Id numbered(int which) { return Id::from_bytes("record-id-16by-" + std::string(1, static_cast<char>('a' + which))); }

struct Records : ::testing::Test {
  OpenedStore opened;
  BaseRecords& records() { return opened.store->records(); }

  void SetUp() override {
    for (int i = 0; i < 5; ++i) {
      RecordState state;
      state.record = numbered(4 - i);  // not in the order of ids
      state.kind = 1;
      ASSERT_TRUE(records().put(state, state.record).ok());
    }
  }
  void spoil(const Id& record) {
    opened.store.reset();
    {
      const auto connection = sqlite::Connection::open(opened.folder / "xinqiao.db", nullptr);
      ASSERT_TRUE(connection.ok());
      auto query = (*connection)->prepare("UPDATE records SET state = zeroblob(64) WHERE id = ?1");
      ASSERT_TRUE(query->bind_blob(1, record.bytes()).run().ok());
    }
    opened.open();
  }
};

TEST_F(Records, ALookFindsWhatIsDamagedAmongTheNextOnesAndSaysWhereToGoOn) {
  spoil(numbered(1));
  spoil(numbered(4));
  const auto first = records().look_for_damage(0, 2);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->damaged.size(), 1U);
  EXPECT_EQ(first->damaged[0].id, numbered(4));
  EXPECT_EQ(first->damaged[0].kind, 1U);
  const auto second = records().look_for_damage(first->next, 3);
  ASSERT_EQ(second->damaged.size(), 1U);
  EXPECT_EQ(second->damaged[0].id, numbered(1));
  EXPECT_EQ(records().look_for_damage(second->next, 3)->next, 0U) << "from the beginning again";
}

TEST_F(Records, WhatOnlyOwnWorkKnowsIsNotDamaged) {
  ASSERT_TRUE(records().forget(numbered(2)).ok());
  EXPECT_TRUE(records().look_for_damage(0, 100)->damaged.empty());
}

// Two people's values in a clash, and a mark that is of the pull alone.
TEST_F(Records, WhatIsKeptAsItWasToldReadsLikeWhatIsWrittenHere) {
  RecordState state;
  state.record = numbered(9);
  state.kind = 1;
  Bytes value;
  write_bytes(value, 2, "韦小燕");
  const Id author = numbered(8);
  state.groups[2] = {{Head{7, value, 5, author, {}}, Head{8, std::nullopt, 6, author, {}}}, {3}, 4};
  state.groups[3] = {{Head{7, std::nullopt, 5, author, {}}}, {}, 4};
  v1::RecordState told;
  encode_state(state, nullptr, told);
  told.set_entering(true);
  ASSERT_TRUE(records().add(state, numbered(9), told).ok());
  const auto kept = records().get(state.record);
  ASSERT_TRUE(kept.ok() && *kept && (*kept)->base);
  EXPECT_EQ(*(*kept)->base, state);
  EXPECT_EQ((*kept)->child, numbered(9));
  EXPECT_EQ(records().in_clash(0, 10)->size(), 1U);
}

}  // namespace
}  // namespace xinqiao
