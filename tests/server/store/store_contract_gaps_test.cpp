// Goal: held batches and jumps come back as written and go when they are done with. Method: the Store interface alone.
#include "server/store/store_contract.h"
#include "server/store/store_samples.h"

namespace xinqiao::server::testing {
namespace {

HeldBatch sample_held(std::uint32_t device, std::uint64_t first_seq) {
  HeldBatch held;
  held.device = device;
  held.incarnation = id_of(300 + device);
  held.first_seq = first_seq;
  held.count = 2;
  held.before = Bytes(32, 'b');
  held.chain = Bytes(32, 'c');
  held.since_ms = 1'792'000'000'000;
  held.bytes = "batch " + std::to_string(first_seq);
  return held;
}

class Gaps : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    ASSERT_TRUE(store()
                    .write([&](Transaction& t) -> Status {
                      XQ_TRY(t.put_device(sample_device(1)));
                      XQ_TRY(t.put_device(sample_device(2)));
                      XQ_ASSIGN(no_, t.add_incarnation(sample_incarnation(1)));
                      return {};
                    })
                    .ok());
  }
  void hold(std::vector<HeldBatch> batches) {
    WriteSet set;
    set.held = std::move(batches);
    write(set);
  }
  void put_jump(const Jump& jump) {
    WriteSet set;
    set.jumps.emplace_back(no_, jump);
    write(set);
  }
  std::vector<Jump> jumps() { return (*snapshot()->incarnation(id_of(301)))->jumps; }

  std::int64_t no_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Every, Gaps, ::testing::ValuesIn(every_store()), name_of);

TEST_P(Gaps, HeldBatchesComeBackBySeqAndTheirBytesApart) {
  HeldBatch renamed = sample_held(1, 9);
  renamed.incarnation = id_of(400);
  renamed.parent = id_of(301);
  hold({renamed, sample_held(1, 5), sample_held(2, 7)});
  auto moment = snapshot();
  const auto held = *moment->held(1);
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[0].first_seq, 5U);
  EXPECT_EQ(held[0].last_seq(), 6U);
  EXPECT_EQ(held[0].before, Bytes(32, 'b'));
  EXPECT_EQ(held[0].chain, Bytes(32, 'c'));
  EXPECT_EQ(held[0].since_ms, 1'792'000'000'000);
  EXPECT_EQ(held[0].size, 7U);
  EXPECT_TRUE(held[0].bytes.empty());
  EXPECT_TRUE(held[0].parent.is_nil());
  EXPECT_EQ(held[1].parent, id_of(301));
  const std::vector<std::int64_t> numbers{held[1].no, held[0].no};
  EXPECT_EQ(*moment->held_bytes(numbers), (std::vector<Bytes>{"batch 9", "batch 5"}));
  EXPECT_EQ(*moment->held_device(id_of(400)), 1U);
  EXPECT_EQ(*moment->held_device(id_of(302)), 2U);
  EXPECT_EQ(*moment->held_device(id_of(303)), 0U);
  EXPECT_EQ(*moment->devices_held(), (std::vector<std::uint32_t>{1, 2}));
}

TEST_P(Gaps, AHeldBatchTakesThePlaceOfTheOneItGrewFromAndGoesByItsNumber) {
  hold({sample_held(1, 5)});
  HeldBatch longer = sample_held(1, 5);
  longer.count = 3;
  hold({longer});
  const auto held = *snapshot()->held(1);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].count, 3U);
  WriteSet set;
  set.not_held.push_back(held[0].no);
  write(set);
  EXPECT_TRUE(snapshot()->held(1)->empty());
  EXPECT_TRUE(snapshot()->devices_held()->empty());
  const std::vector<std::int64_t> gone{held[0].no};
  EXPECT_EQ(snapshot()->held_bytes(gone).error().code, ErrorCode::kNotFound);
}

TEST_P(Gaps, JumpsComeWithTheirIncarnationAndShrinkUntilTheyAreGone) {
  put_jump({12, 15, Bytes(32, 'y')});
  put_jump({3, 8, Bytes(32, 'x')});
  EXPECT_EQ(jumps(), (std::vector<Jump>{{3, 8, Bytes(32, 'x')}, {12, 15, Bytes(32, 'y')}}));
  put_jump({6, 8, Bytes(32, 'x')});
  EXPECT_EQ(jumps().front().first, 6U);
  put_jump({9, 8, Bytes(32, 'x')});
  EXPECT_EQ(jumps(), (std::vector<Jump>{{12, 15, Bytes(32, 'y')}}));
  EXPECT_EQ((*snapshot()->incarnation_numbered(no_))->jumps.size(), 1U);
}

}  // namespace
}  // namespace xinqiao::server::testing
