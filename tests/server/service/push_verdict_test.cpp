// Goal: one bad change is judged alone: it parks what follows on its record and stops nothing else.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "server/service/test_device.h"
#include "wire/receipt.h"

namespace xinqiao::server::testing {
namespace {

class Verdicts : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }

  // Pushes the changes as one batch and spells its receipt out.
  std::vector<wire::ChangeReceipt> push(TestDevice& device, std::vector<Change> changes) {
    std::vector<bool> begins;
    for (std::size_t i = 0, left = 0; i < changes.size(); ++i) {
      begins.push_back(left == 0);
      if (left == 0) left = std::max<std::size_t>(1, changes[i].transaction);
      --left;
    }
    const Synced synced = device.sync({device.batch(std::move(changes))});
    EXPECT_EQ(synced.status, 200) << synced.error.message();
    EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_TAKEN) << synced.receipt().code();
    return wire::spell_out(synced.receipt(), begins);
  }
  wire::ChangeReceipt push_one(TestDevice& device, Change change) { return push(device, {std::move(change)}).front(); }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice helper_{server_, server_.invite("helper", "石老师")};
};

TEST_F(Verdicts, BadTextIsRejectedByField) {
  const auto got = push_one(office_, office_.create(schema::kChildKind, fresh(), one_text(1, "\xFF\xFE")));
  EXPECT_EQ(got.verdict, v1::VERDICT_REJECTED);
  EXPECT_EQ(got.reason, v1::REASON_BAD_TEXT);
  EXPECT_EQ(got.field, 1U);
}

TEST_F(Verdicts, TooLongTextIsRejected) {
  const std::string fits(limits::kTextBytes, 'x');
  EXPECT_EQ(push_one(office_, office_.create(schema::kChildKind, fresh(), one_text(19, fits))).verdict,
            v1::VERDICT_ACCEPTED);
  const auto got = push_one(office_, office_.create(schema::kChildKind, fresh(), one_text(19, fits + "x")));
  EXPECT_EQ(got.reason, v1::REASON_TEXT_TOO_LONG);
}

TEST_F(Verdicts, AnEditIsCheckedLikeACreation) {
  const Id record = fresh();
  push_one(office_, office_.create(schema::kChildKind, record, child("龙小兰")));
  EXPECT_EQ(push_one(office_, office_.edit(record, one_text(1, "\xFF"))).reason, v1::REASON_BAD_TEXT);
}

TEST_F(Verdicts, AnEditWaitsForItsRecordAndHoldsNothingUp) {
  const Id record = fresh();
  const auto waits = push_one(office_, office_.edit(record, one_text(1, "龙小兰")));
  EXPECT_EQ(waits.verdict, v1::VERDICT_PARKED);
  EXPECT_EQ(waits.reason, v1::REASON_UNKNOWN_RECORD);
  EXPECT_EQ(push_one(office_, office_.erase(record, {})).reason, v1::REASON_UNKNOWN_RECORD);
  EXPECT_EQ(push_one(office_, office_.create(schema::kChildKind, record, child("石小军"))).verdict,
            v1::VERDICT_ACCEPTED);
}

TEST_F(Verdicts, OnceTheRecordIsCreatedTheEditIsJudgedAsOfThen) {
  const Id record = fresh();
  Change edit = office_.edit(record, one_text(1, "龙小兰"));
  const Bytes waiting = office_.batch({edit});
  office_.sync({waiting});
  EXPECT_EQ(push_one(office_, office_.create(schema::kChildKind, record, child("石小军"))).verdict,
            v1::VERDICT_ACCEPTED);
  const auto again = office_.sync({waiting});
  ASSERT_EQ(again.receipt().outcome(), v1::OUTCOME_TAKEN);
  EXPECT_EQ(again.receipt().verdicts_size(), 0) << "accepted";
  EXPECT_NE(again.receipt().amended_seq(), 0U);
}

TEST_F(Verdicts, AnotherKindForTheSameRecordIsRejected) {
  const Id record = fresh();
  push_one(office_, office_.create(schema::kChildKind, record, child("龙小兰")));
  const auto got = push_one(office_, office_.create(schema::kPersonKind, record, one_text(1, "龙小兰")));
  EXPECT_EQ(got.reason, v1::REASON_WRONG_KIND);
}

TEST_F(Verdicts, ARefusedChangeParksWhatFollowsOnItsRecordAlone) {
  const Id bad = fresh();
  const Id good = fresh();
  const auto got = push(
      office_, {office_.create(schema::kChildKind, bad, one_text(1, "\xFF")), office_.edit(bad, one_text(1, "龙小兰")),
                office_.create(schema::kChildKind, good, child("石小军"))});
  EXPECT_EQ(got[0].verdict, v1::VERDICT_REJECTED);
  EXPECT_EQ(got[1].verdict, v1::VERDICT_PARKED);
  EXPECT_EQ(got[1].reason, v1::REASON_BEHIND_REFUSED);
  EXPECT_EQ(got[2].verdict, v1::VERDICT_ACCEPTED);
  EXPECT_EQ(push_one(office_, office_.edit(bad, one_text(1, "后来"))).verdict, v1::VERDICT_PARKED);
  EXPECT_EQ(push_one(office_, office_.edit(good, one_text(1, "后来"))).verdict, v1::VERDICT_ACCEPTED);
}

TEST_F(Verdicts, Verdict_ATransactionTakesTheWorstOfItsVerdictsAndOneSeq) {
  const Id first = fresh();
  std::vector<Change> changes{office_.create(schema::kChildKind, first, child("一")),
                              office_.create(schema::kChildKind, fresh(), one_text(1, "\xFF")),
                              office_.create(schema::kChildKind, fresh(), child("三"))};
  changes.front().transaction = 2;
  const auto got = push(office_, changes);
  EXPECT_EQ(got[0].verdict, v1::VERDICT_REJECTED);
  EXPECT_EQ(got[0].reason, v1::REASON_TRANSACTION);
  EXPECT_EQ(got[1].reason, v1::REASON_BAD_TEXT);
  EXPECT_EQ(got[0].seq, got[1].seq);
  EXPECT_EQ(got[2].verdict, v1::VERDICT_ACCEPTED);
  EXPECT_EQ(got[2].seq, got[1].seq + 1);
  office_.pull_all();
  EXPECT_FALSE(office_.records.contains(first));
}

TEST_F(Verdicts, ATransactionMayEditWhatItCreates) {
  const Id record = fresh();
  std::vector<Change> changes{office_.create(schema::kChildKind, record, child("一")),
                              office_.edit(record, one_text(19, "备注"))};
  changes.front().transaction = 2;
  const auto got = push(office_, changes);
  EXPECT_EQ(got[1].verdict, v1::VERDICT_ACCEPTED);
  EXPECT_EQ(got[0].seq, got[1].seq);
}

TEST_F(Verdicts, OutOfScopeIsQuarantinedAndSoIsWhatSawIt) {
  const Id kid = fresh();
  push_one(office_, office_.create(schema::kChildKind, kid, child("龙小兰")));
  const Id record = fresh();
  Change stray = helper_.create(3, record, visit(kid, "去看了"));
  std::vector<Change> changes{stray};
  v1::Batch batch = helper_.make_batch(changes);
  const Synced first = helper_.sync({batch.SerializeAsString()});
  EXPECT_EQ(first.receipt().verdicts(0).verdict(), v1::VERDICT_QUARANTINED);
  EXPECT_EQ(first.receipt().verdicts(0).reason(), v1::REASON_OUT_OF_SCOPE);
  office_.pull_all();
  EXPECT_FALSE(office_.records.contains(record));

  // Somebody else who saw it: kept for the office as well.
  const auto got = push_one(office_, office_.edit(kid, one_text(19, "见走访"), {changes.front().id}));
  EXPECT_EQ(got.verdict, v1::VERDICT_QUARANTINED);
  EXPECT_EQ(got.reason, v1::REASON_SEEN_QUARANTINED);
}

TEST_F(Verdicts, HelpersMakeNeitherPeopleNorPairingsNorChildren) {
  EXPECT_EQ(push_one(helper_, helper_.create(schema::kPersonKind, fresh(), one_text(1, "某人"))).reason,
            v1::REASON_NO_RIGHT);
  EXPECT_EQ(push_one(helper_, helper_.create(schema::kChildKind, fresh(), child("某娃"))).reason, v1::REASON_NO_RIGHT);
  EXPECT_EQ(push_one(helper_, helper_.create(schema::kPairingKind, fresh(), pairing(fresh(), helper_.person()))).reason,
            v1::REASON_NO_RIGHT);
  EXPECT_EQ(push_one(helper_, helper_.create(schema::kDeviceKind, fresh(), one_text(2, "手机"))).reason,
            v1::REASON_NO_RIGHT);
}

TEST_F(Verdicts, AuditorsWriteNothing) {
  TestDevice auditor(server_, server_.invite("auditor", "审计"));
  EXPECT_EQ(push_one(auditor, auditor.create(3, fresh(), visit(fresh(), "x"))).reason, v1::REASON_NO_RIGHT);
}

TEST_F(Verdicts, RightsAreThoseOfTheMomentInTheOrder) {
  const Id kid = fresh();
  push_one(office_, office_.create(schema::kChildKind, kid, child("龙小兰")));
  EXPECT_EQ(push_one(helper_, helper_.create(3, fresh(), visit(kid, "早了"))).verdict, v1::VERDICT_QUARANTINED);
  push_one(office_, office_.create(schema::kPairingKind, fresh(), pairing(kid, helper_.person())));
  EXPECT_EQ(push_one(helper_, helper_.create(3, fresh(), visit(kid, "正好"))).verdict, v1::VERDICT_ACCEPTED);
}

TEST_F(Verdicts, MoreHeadsThanARecordMayHoldAreRejected) {
  const Id record = fresh();
  push_one(office_, office_.create(schema::kChildKind, record, child("龙小兰")));
  std::vector<Change> blind;
  for (std::size_t i = 0; i < limits::kHeadsPerGroup + 5; ++i) {
    blind.push_back(office_.edit(record, one_text(19, "备注" + std::to_string(i))));
  }
  blind.front().transaction = static_cast<std::uint32_t>(blind.size());
  EXPECT_EQ(push(office_, blind).front().verdict, v1::VERDICT_REJECTED);
  const Id second = fresh();
  push_one(office_, office_.create(schema::kChildKind, second, child("石小军")));
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < limits::kHeadsPerGroup + 5; ++i) {
    const auto got = push_one(office_, office_.edit(second, one_text(19, "备注" + std::to_string(i))));
    accepted += got.verdict == v1::VERDICT_ACCEPTED ? 1 : 0;
    if (got.verdict == v1::VERDICT_REJECTED) {
      EXPECT_EQ(got.reason, v1::REASON_TOO_LARGE);
      break;
    }
  }
  EXPECT_EQ(accepted, limits::kHeadsPerGroup);
  TestDevice other(server_, server_.invite("office", "田老师"));
  other.pull_all();
  EXPECT_EQ(other.records[second].groups.at(19).heads.size(), limits::kHeadsPerGroup);
}

// A page never splits a seq: one that no answer can carry would end every full pull for ever.
TEST_F(Verdicts, ATransactionWhoseRecordsNoAnswerCanCarryIsRejected) {
  std::vector<Id> kids;
  const std::string text(limits::kTextBytes, 'x');
  for (int i = 0; i < 20; ++i) {
    kids.push_back(fresh());
    Change grown = office_.create(schema::kChildKind, kids.back(), child("龙小兰"));
    for (const std::uint32_t number : {1001U, 1002U, 1003U, 1004U, 1005U, 1006U, 1007U, 1008U}) {
      grown.groups.push_back({number, one_text(number, text).at(number), {}, {}});
    }
    EXPECT_EQ(push_one(office_, grown).verdict, v1::VERDICT_ACCEPTED);
  }
  const auto touch = [&](std::size_t count) {
    std::vector<Change> changes;
    for (std::size_t i = 0; i < count; ++i) changes.push_back(office_.edit(kids[i], one_text(19, "备注")));
    changes.front().transaction = static_cast<std::uint32_t>(count);
    return push(office_, changes).front();
  };
  const auto fits = touch(10);
  EXPECT_EQ(fits.verdict, v1::VERDICT_ACCEPTED);
  EXPECT_EQ(touch(20).verdict, v1::VERDICT_REJECTED);
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  for (const Id& kid : kids) EXPECT_TRUE(second.records.contains(kid));
}

TEST_F(Verdicts, ARecordThatGrowsWithoutEndIsRejected) {
  const Id kid = fresh();
  push_one(office_, office_.create(schema::kChildKind, kid, child("龙小兰")));
  std::uint32_t number = 1000;
  const std::string text(limits::kTextBytes, 'x');
  for (; number < 1100; ++number) {
    if (push_one(office_, office_.edit(kid, one_text(number, text))).verdict != v1::VERDICT_ACCEPTED) break;
  }
  EXPECT_GT(number, 1020U);
  EXPECT_LT(number, 1033U);
}

}  // namespace
}  // namespace xinqiao::server::testing
