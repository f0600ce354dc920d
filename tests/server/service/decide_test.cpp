// Goal: what is quarantined is told to the office, and what the office decides holds for the whole transaction, in
// whatever order things come. Method: devices that see every byte the server says.
#include "server/service/decide_fixture.h"

namespace xinqiao::server::testing {
namespace {

TEST_F(Decisions, TheOfficeReadsWhatWasWrittenByWhomAndWhy) {
  const Id record = fresh();
  std::vector<Change> changes{stray(record)};
  push(helper_, changes);
  const v1::HeldChange told = held(changes[0].id);
  EXPECT_EQ(told.author(), helper_.person().str());
  EXPECT_EQ(told.device(), helper_.enrolled().device_id());
  EXPECT_EQ(told.reason(), v1::HELD_REASON_OUT_OF_SCOPE);
  EXPECT_EQ(told.state(), v1::HELD_STATE_WAITING);
  EXPECT_EQ(told.at(), stamp_ms(changes[0].written));
  ASSERT_EQ(told.changes_size(), 1);
  EXPECT_EQ(told.changes(0).record(), record.str());
  EXPECT_EQ(told.changes(0).kind(), 3U);
  EXPECT_EQ(*split_fields(told.changes(0).set()), visit(kid_, "去看了"));
  TestDevice another(server_, server_.invite("helper", "李秀英"));
  another.pull_all();
  helper_.pull_all();
  const Id about = derived(schema::kHeldChangeKind, changes[0].id);
  EXPECT_TRUE(helper_.records.contains(about)) << "its author hears of it on whatever device";
  EXPECT_FALSE(another.records.contains(about));
}

TEST_F(Decisions, NoDeviceWritesWhatTheServerTellsOfThem) {
  std::vector<Change> changes{stray(fresh())};
  push(helper_, changes);
  const Id about = derived(schema::kHeldChangeKind, changes[0].id);
  v1::HeldChange blank;
  blank.set_state(v1::HELD_STATE_REPLACED);
  const auto receipt = push(office_, {office_.edit(about, *split_fields(blank.SerializeAsString())),
                                      office_.create(schema::kGapKind, fresh(), one_text(1, "12345678"))});
  ASSERT_EQ(receipt.verdicts_size(), 2);
  for (const auto& verdict : receipt.verdicts()) {
    EXPECT_EQ(verdict.verdict(), v1::VERDICT_REJECTED);
    EXPECT_EQ(verdict.reason(), v1::REASON_NO_RIGHT);
  }
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_WAITING);
}

TEST_F(Decisions, WhatIsTooLargeToBeToldIsMarked) {
  Change large = helper_.create(schema::kChildKind, fresh(), child("某娃"));
  for (std::uint32_t number = 1001; number < 1010; ++number) {
    large.groups.push_back({number, one_text(number, std::string(8000, 'x')).at(number), {}, {}});
  }
  std::vector<Change> changes{large};
  push(helper_, changes);
  const v1::HeldChange told = held(changes[0].id);
  EXPECT_TRUE(told.changes(0).cut());
  EXPECT_LT(told.ByteSizeLong(), 40'000U);
}

TEST_F(Decisions, Decision_AcceptedItIsMergedWithItsStampAndItsAuthorHears) {
  const Id record = fresh();
  std::vector<Change> changes{stray(record)};
  push(helper_, changes);
  server_.clock().advance(60'000);
  push(office_, {accept(changes[0].id)});
  ASSERT_TRUE(office_holds(record));
  const Head& head = office_.records[record].groups.at(1).heads.front();
  EXPECT_EQ(head.id, changes[0].id);
  EXPECT_EQ(head.effective, changes[0].written);
  EXPECT_EQ(head.author, helper_.person());
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_ACCEPTED);
  EXPECT_EQ(held(changes[0].id).decided_by(), office_.person().str());

  const auto told = amended(helper_);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].verdicts_size(), 0);
  EXPECT_GT(told[0].amended_seq(), 0U);
  EXPECT_EQ(told[0].seqs(0).seq(), told[0].amended_seq());
  EXPECT_TRUE(amended(helper_).empty()) << "told once";
}

TEST_F(Decisions, AnAnswerThatIsLostIsSaidAgain) {
  std::vector<Change> changes{stray(fresh())};
  push(helper_, changes);
  push(office_, {accept(changes[0].id)});
  const Bytes before = helper_.cursor;
  EXPECT_EQ(amended(helper_).size(), 1U);
  helper_.cursor = before;
  EXPECT_EQ(amended(helper_).size(), 1U);
}

TEST_F(Decisions, ReturnedItSaysWhyAndCanStillBeAccepted) {
  const Id record = fresh();
  std::vector<Change> changes{stray(record)};
  push(helper_, changes);
  std::vector<Change> back{send_back(changes[0].id, "写错了孩子")};
  push(office_, back);
  EXPECT_FALSE(office_holds(record));
  const auto told = amended(helper_);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].verdicts(0).verdict(), v1::VERDICT_REJECTED);
  EXPECT_EQ(told[0].verdicts(0).reason(), v1::REASON_RETURNED);
  EXPECT_EQ(told[0].verdicts(0).why(), "写错了孩子");
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_RETURNED);
  EXPECT_EQ(held(changes[0].id).why(), "写错了孩子");

  Change after_all = accept(changes[0].id);
  after_all.kind = 0;
  for (TouchedGroup& group : after_all.groups) group.seen = {back[0].id};
  push(office_, {after_all});
  EXPECT_TRUE(office_holds(record));
  EXPECT_EQ(amended(helper_).front().verdicts_size(), 0);
}

TEST_F(Decisions, Decision_OfTwoOfficesTheOneThatAcceptsStands) {
  const Id record = fresh();
  TestDevice second(server_, server_.invite("office", "田老师"));
  std::vector<Change> changes{stray(record)};
  push(helper_, changes);
  push(office_, {accept(changes[0].id)});
  push(second, {decide(second, changes[0].id, v1::DECISION_VERDICT_RETURN, "不行")});
  EXPECT_TRUE(office_holds(record));
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_ACCEPTED);
}

TEST_F(Decisions, ATransactionIsDecidedWhole) {
  const Id one = fresh();
  const Id two = fresh();
  std::vector<Change> changes{stray(one), stray(two)};
  changes.front().transaction = 2;
  push(helper_, changes);
  EXPECT_EQ(held(changes[0].id).changes_size(), 2);
  push(office_, {accept(changes[1].id)});
  EXPECT_TRUE(office_holds(one));
  EXPECT_TRUE(office_holds(two));
  EXPECT_EQ(office_.records[one].groups.at(1).seq, office_.records[two].groups.at(1).seq);
}

TEST_F(Decisions, Decision_ThatComesFirstIsRemembered) {
  const Id record = fresh();
  const Id other = fresh();
  std::vector<Change> changes{stray(record)};
  std::vector<Change> more{stray(other)};
  const Bytes first = helper_.make_batch(changes).SerializeAsString();
  const Bytes second = helper_.make_batch(more).SerializeAsString();
  push(office_, {accept(changes[0].id), send_back(more[0].id, "重复了")});
  const Synced synced = helper_.sync({first, second});
  EXPECT_EQ(synced.receipt(0).verdicts_size(), 0);
  EXPECT_EQ(synced.receipt(1).verdicts(0).reason(), v1::REASON_RETURNED);
  EXPECT_EQ(synced.receipt(1).verdicts(0).why(), "重复了");
  EXPECT_TRUE(office_holds(record));
  EXPECT_FALSE(office_holds(other));
}

TEST_F(Decisions, WhatWaitsBehindIsShownAndFollowsInOrder) {
  const Id record = fresh();
  std::vector<Change> changes{stray(record)};
  push(helper_, changes);
  std::vector<Change> later{helper_.edit(record, one_text(9, "后来补的"), {changes[0].id})};
  EXPECT_EQ(push(helper_, later).verdicts(0).verdict(), v1::VERDICT_PARKED);
  const v1::HeldChange told = held(changes[0].id);
  ASSERT_EQ(told.behind_size(), 1);
  Bytes later_id;
  append_u64(later_id, later[0].id);
  EXPECT_EQ(told.behind(0).change(), later_id);
  push(office_, {accept(changes[0].id), accept(later[0].id)});
  ASSERT_TRUE(office_holds(record));
  EXPECT_EQ(office_.records[record].groups.at(9).heads.size(), 1U);
  EXPECT_EQ(office_.records[record].groups.at(9).heads.front().id, later[0].id);
  EXPECT_EQ(amended(helper_).size(), 2U);
}

TEST_F(Decisions, WhatFollowsAndIsNotTheAuthorsToWriteWaitsForADecisionOfItsOwn) {
  const Id record = fresh();
  std::vector<Change> changes{stray(record), helper_.edit(record, one_text(9, "后来补的"))};
  push(helper_, changes);
  push(office_, {accept(changes[0].id)});
  EXPECT_TRUE(office_holds(record));
  EXPECT_EQ(held(changes[1].id).state(), v1::HELD_STATE_WAITING);
  push(office_, {office_.create(schema::kPairingKind, fresh(), pairing(kid_, helper_.person()))});
  const auto got = push(helper_, {helper_.edit(record, one_text(10, "又补"))});
  EXPECT_EQ(got.verdicts(0).verdict(), v1::VERDICT_PARKED);
  push(office_, {send_back(changes[1].id, "不对")});
  EXPECT_EQ(amended(helper_).front().verdicts(0).reason(), v1::REASON_RETURNED);
}

TEST_F(Decisions, WhoSawItFollowsItsAuthor) {
  const Id record = fresh();
  std::vector<Change> changes{stray(record)};
  push(helper_, changes);
  std::vector<Change> saw{office_.edit(kid_, one_text(19, "见走访"), {changes[0].id})};
  EXPECT_EQ(push(office_, saw).verdicts(0).reason(), v1::REASON_SEEN_QUARANTINED);
  push(office_, {send_back(changes[0].id, "不是本镇的孩子")});
  office_.cursor.clear();
  office_.pull_all();
  EXPECT_TRUE(office_.records[kid_].groups.contains(19));
}

TEST_F(Decisions, WhatItsAuthorWroteAnewNeedsNoDecision) {
  const Id record = fresh();
  std::vector<Change> changes{stray(record)};
  push(helper_, changes);
  push(office_, {office_.create(schema::kPairingKind, fresh(), pairing(kid_, helper_.person()))});
  Change anew = stray(record);
  for (TouchedGroup& group : anew.groups) group.seen = {changes[0].id};
  std::vector<Change> list{anew};
  EXPECT_EQ(push(helper_, list).verdicts_size(), 0);
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_REPLACED);
  EXPECT_EQ(push(helper_, {helper_.edit(record, one_text(9, "补"), {})}).verdicts_size(), 0) << "waits behind nothing";
  push(office_, {accept(changes[0].id)});
  EXPECT_TRUE(office_holds(record));
  EXPECT_EQ(office_.records[record].groups.at(1).heads.size(), 1U) << "its author had seen it";
}

TEST_F(Decisions, WhatWasSavedTogetherWithWhatIsWrittenAnewIsToldByItself) {
  const Id record = fresh();
  std::vector<Change> first{stray(record)};
  push(helper_, first);
  std::vector<Change> pair{helper_.edit(record, one_text(10, "又")), helper_.edit(fresh(), one_text(10, "等"))};
  pair[0].transaction = 2;
  push(helper_, pair);
  EXPECT_FALSE(office_holds(derived(schema::kHeldChangeKind, pair[0].id))) << "told with what it waits behind";
  Fields fields = visit(kid_, "去看了");
  fields[10] = one_text(10, "又").at(10);
  std::vector<Change> anew{helper_.create(3, record, fields)};
  for (TouchedGroup& group : anew[0].groups)
    group.seen = {std::min(first[0].id, pair[0].id), std::max(first[0].id, pair[0].id)};
  push(helper_, anew);
  EXPECT_EQ(held(pair[0].id).state(), v1::HELD_STATE_AWAITING);
  EXPECT_EQ(held(pair[0].id).changes_size(), 2);
}

TEST_F(Decisions, ARejectedChangeIsMendedByOneThatSaysAllOfIt) {
  const Id record = fresh();
  Fields bad = child("石小军");
  bad[19] = one_text(19, "\xFF").at(19);
  std::vector<Change> changes{office_.create(schema::kChildKind, record, bad)};
  EXPECT_EQ(push(office_, changes).verdicts(0).verdict(), v1::VERDICT_REJECTED);
  Change part = office_.create(schema::kChildKind, record, one_text(19, "好了"));
  part.groups.front().seen = {changes[0].id};
  std::vector<Change> half{part};
  EXPECT_EQ(push(office_, half).verdicts(0).verdict(), v1::VERDICT_PARKED) << "the name would be lost";
  Fields good = bad;
  good[19] = one_text(19, "好了").at(19);
  Change whole = office_.create(schema::kChildKind, record, good);
  for (TouchedGroup& group : whole.groups) group.seen = {changes[0].id, half[0].id};
  for (TouchedGroup& group : whole.groups) std::ranges::sort(group.seen);
  std::vector<Change> mended{whole};
  EXPECT_EQ(push(office_, mended).verdicts_size(), 0);
  office_.cursor.clear();  // what it wrote itself it is not told in the same answer
  EXPECT_TRUE(office_holds(record));
}

TEST_F(Decisions, AHelperDecidesNothing) {
  std::vector<Change> changes{stray(fresh())};
  push(helper_, changes);
  const auto got = push(helper_, {decide(helper_, changes[0].id, v1::DECISION_VERDICT_ACCEPT)});
  EXPECT_EQ(got.verdicts(0).reason(), v1::REASON_NO_RIGHT);
  EXPECT_EQ(held(changes[0].id).state(), v1::HELD_STATE_WAITING);
}

}  // namespace
}  // namespace xinqiao::server::testing
