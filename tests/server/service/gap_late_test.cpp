// Goal: what turns up after its gap was released is taken where it belongs, and nothing else is taken there.
// Method: gaps released by an office, then the missing batches by push and by bundle.
#include "server/service/gap_fixture.h"

namespace xinqiao::server::testing {
namespace {

class GapLate : public GapTest {
 protected:
  // Batches 2 to 4 are missing, 5 was taken because of the release.
  std::vector<Written> released() {
    auto all = several(5);
    take({all[0], all[4]});
    release(office_, all[4]);
    EXPECT_TRUE(office_holds(4));
    return all;
  }
};

TEST_F(GapLate, ByPushItIsTakenBelowAndTheGapIsFilled) {
  const auto all = released();
  EXPECT_EQ(push(all[1]).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(told_before(all[4]).from(), 3);
  EXPECT_EQ(state_before(all[4]), v1::GAP_STATE_RELEASED);
  const Synced rest = phone_.sync({all[2].batch.SerializeAsString(), all[3].batch.SerializeAsString()});
  EXPECT_EQ(rest.receipt(0).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(rest.receipt(1).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(state_before(all[4]), v1::GAP_STATE_FILLED);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(office_holds(i)) << i;
  for (const Written& written : all) {
    const v1::Receipt first = push(written);
    EXPECT_EQ(first.outcome(), v1::OUTCOME_TAKEN);
    EXPECT_EQ(push(written).SerializeAsString(), first.SerializeAsString());
  }
  EXPECT_EQ(push(one_child()).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(GapLate, ByPushFromItsMiddleTheBeginningIsAskedFor) {
  const auto all = released();
  const v1::Receipt asked = push(all[2]);
  EXPECT_EQ(asked.outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(asked.from(), 2U);
}

TEST_F(GapLate, ByBundleAPartOfItWaitsForTheRestOrForAnotherRelease) {
  const auto all = released();
  EXPECT_EQ(take({all[2]}).held, 1U);
  EXPECT_EQ(told_before(all[2]).from(), 2);
  EXPECT_EQ(told_before(all[2]).to(), 2);
  release(office_, all[2]);
  EXPECT_TRUE(office_holds(2));
  EXPECT_EQ(told_before(all[4]).from(), 4);
  EXPECT_EQ(take({all[3], all[1]}).accepted, 2U);
  EXPECT_EQ(state_before(all[2]), v1::GAP_STATE_FILLED);
  EXPECT_EQ(state_before(all[4]), v1::GAP_STATE_FILLED);
  EXPECT_EQ(take(all).repeated, 5U);
}

TEST_F(GapLate, WhatDoesNotJoinItsEndIsAForkAndChangesNothing) {
  const auto all = several(1);
  const std::uint64_t seq = phone_.seq;
  const Bytes chain = phone_.chain;
  const auto ours = several(2);
  take({all[0], ours[1]});
  release(office_, ours[1]);
  phone_.seq = seq;
  phone_.chain = chain;
  const v1::Receipt forked = push(one_child());
  EXPECT_EQ(forked.outcome(), v1::OUTCOME_FORKED);
  EXPECT_EQ(forked.from(), 1U);
  const Written longer = write_next(phone_, {phone_.create(schema::kChildKind, fresh(), child("一"))});
  EXPECT_EQ(push(longer).outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(push(ours[0]).outcome(), v1::OUTCOME_TAKEN);
}

TEST_F(GapLate, AnEditOfWhatIsMissingIsTakenOnceThatIsHere) {
  const Written first = one_child();
  const Written lost = one_child();
  const Written edit = write_next(phone_, {phone_.edit(children_.back(), one_text(19, "后来补的"))});
  const Written again = write_next(phone_, {phone_.edit(children_.back(), one_text(2, "女"))});
  take({first, edit, again});
  release(office_, edit);
  EXPECT_EQ(push(edit).verdicts(0).reason(), v1::REASON_UNKNOWN_RECORD);
  push(lost);
  office_.pull_all();
  EXPECT_TRUE(office_.records[children_.back()].groups.contains(19));
  EXPECT_TRUE(office_.records[children_.back()].groups.contains(2)) << "what waited behind it";
  EXPECT_EQ(push(edit).verdicts_size(), 0);
}

// What its author has written anew since, and that is here, it holds up no more than if it had come first.
TEST_F(GapLate, WhatWasWrittenAnewSinceHoldsUpNothing) {
  constexpr std::uint32_t kRemark = 19;
  const Written first = one_child();
  const Written refused =
      write_next(phone_, {phone_.edit(children_.back(), one_text(kRemark, std::string(9000, 'x')))});
  const ChangeId seen = wire::id_at(phone_.chain);
  const Written mended = write_next(phone_, {phone_.edit(children_.back(), one_text(kRemark, "短"), {seen})});
  take({first, mended});
  release(office_, mended);
  EXPECT_EQ(push(refused).verdicts(0).reason(), v1::REASON_TEXT_TOO_LONG);
  EXPECT_EQ(push(write_next(phone_, {phone_.edit(children_.back(), one_text(2, "女"))})).verdicts_size(), 0);
}

// The same of what its author's deletion covers.
TEST_F(GapLate, WhatADeletionCoversHoldsUpNothing) {
  constexpr std::uint32_t kRemark = 19;
  const Written first = one_child();
  const ChangeId created = wire::id_at(phone_.chain);
  const Written refused =
      write_next(phone_, {phone_.edit(children_.back(), one_text(kRemark, std::string(9000, 'x')))});
  std::vector<ChangeId> covers{created, wire::id_at(phone_.chain)};
  std::ranges::sort(covers);
  const Written deletion = write_next(phone_, {phone_.erase(children_.back(), covers)});
  take({first, deletion});
  release(office_, deletion);
  EXPECT_EQ(push(refused).verdicts(0).reason(), v1::REASON_TEXT_TOO_LONG);
  EXPECT_EQ(push(write_next(phone_, {phone_.edit(children_.back(), one_text(2, "女"))})).verdicts_size(), 0);
}

// What its author let go of is not taken when its record turns up.
TEST_F(GapLate, WhatWasLetGoOfAwaitsNothing) {
  constexpr std::uint32_t kRemark = 19;
  const Written first = one_child();
  const Id elsewhere = fresh();
  const Written edit = write_next(phone_, {phone_.edit(elsewhere, one_text(kRemark, "不要了"))});
  Change letting_go = phone_.erase(elsewhere, {wire::id_at(phone_.chain)});
  letting_go.groups.front().value.reset();
  const Written gone = write_next(phone_, {letting_go});
  take({first, gone});
  release(office_, gone);
  EXPECT_EQ(push(edit).verdicts(0).reason(), v1::REASON_UNKNOWN_RECORD);
  Change created = office_.create(schema::kChildKind, elsewhere, child("韦小燕"));
  EXPECT_EQ(office_.sync({office_.batch(created)}).receipt().verdicts_size(), 0);
  phone_.pull_all();
  ASSERT_TRUE(phone_.records.contains(elsewhere));
  EXPECT_FALSE(phone_.records[elsewhere].groups.contains(kRemark));
}

TEST_F(GapLate, ANameThatBeginsInsideAReleasedGapIsToldWhatIsMissing) {
  const auto all = released();
  v1::Parent parent;
  parent.set_incarnation(phone_.incarnation.str());
  parent.set_seq(3);
  phone_.incarnation = fresh();
  phone_.seq = 3;
  phone_.chain = all[3].before;
  Written renamed = one_child();
  *renamed.batch.mutable_parent() = parent;
  const v1::Receipt asked = push(renamed);
  EXPECT_EQ(asked.outcome(), v1::OUTCOME_NEED);
  EXPECT_EQ(asked.from(), 2U);
  EXPECT_EQ(take({renamed}).held, 1U);
  EXPECT_EQ(take({all[1], all[2]}).accepted, 2U);
  EXPECT_TRUE(office_holds(5));
}

TEST_F(GapLate, ABatchThatGrewOverTheEndOfWhatIsHereFillsTheRest) {
  const auto start = std::pair(phone_.seq, phone_.chain);
  const Written shorter = one_child();
  push(shorter);
  phone_.seq = start.first;
  phone_.chain = start.second;
  Written longer = shorter;
  children_.push_back(fresh());
  *longer.batch.add_changes() = wire::pack(phone_.create(schema::kChildKind, children_.back(), child("二")),
                                           {phone_.person(), shorter.batch.base_ms()}, false);
  const auto opened = *wire::open_batch(longer.batch, start.second, phone_.person(), nullptr);
  longer.batch.set_signature(
      crypto::sign(phone_.sign_keys.secret_key, wire::signed_text(Id::from_bytes(phone_.enrolled().organisation_id()),
                                                                  phone_.incarnation, 1, 2, opened.chain.back())));
  phone_.seq = 2;
  phone_.chain = opened.chain.back();
  const Written next = one_child();
  take({next});
  release(office_, next);
  EXPECT_EQ(push(longer).outcome(), v1::OUTCOME_TAKEN);
  EXPECT_TRUE(office_holds(1));
  EXPECT_EQ(state_before(next), v1::GAP_STATE_FILLED);
  EXPECT_EQ(push(one_child()).outcome(), v1::OUTCOME_TAKEN);
}

}  // namespace
}  // namespace xinqiao::server::testing
