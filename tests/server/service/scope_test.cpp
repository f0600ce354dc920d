// Goal: a helper holds exactly the paired children, whole from the moment of pairing, however small the pages.
#include <gtest/gtest.h>

#include <algorithm>

#include "server/service/test_device.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server::testing {
namespace {

class HelperScope : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  Id make(std::uint32_t kind, Fields fields) {
    const Id id = fresh();
    Change change = office_.create(kind, id, std::move(fields));
    EXPECT_EQ(office_.sync({office_.batch(change)}).receipt().verdicts_size(), 0);
    return id;
  }
  Id make_child(const std::string& name) { return make(schema::kChildKind, child(name)); }
  Id pair(const Id& kid) { return make(schema::kPairingKind, pairing(kid, helper_.person())); }
  void edit(const Id& record, Fields fields) {
    Change change = office_.edit(record, std::move(fields));
    office_.sync({office_.batch(change)});
  }
  bool holds(const Id& record) const { return helper_.records.contains(record); }
  Fields last_day(std::uint32_t day) {
    Fields fields;
    write_varint(fields[v1::Pairing::kToFieldNumber], v1::Pairing::kToFieldNumber, day);
    return fields;
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice helper_{server_, server_.invite("helper", "石老师")};
};

TEST_F(HelperScope, HoldsPairedChildrenAndTheDirectoryAlone) {
  const Id mine = make_child("龙小兰");
  const Id other = make_child("石小军");
  const Id my_visit = make(3, visit(mine, "好"));
  const Id other_visit = make(3, visit(other, "好"));
  const Id pairing_id = pair(mine);
  helper_.pull_all();
  EXPECT_TRUE(holds(mine));
  EXPECT_TRUE(holds(my_visit));
  EXPECT_TRUE(holds(pairing_id));
  EXPECT_TRUE(holds(helper_.person()));
  EXPECT_TRUE(holds(office_.person()));
  EXPECT_FALSE(holds(other));
  EXPECT_FALSE(holds(other_visit));
  EXPECT_FALSE(holds(Id::from_bytes(helper_.enrolled().device_id())));
}

TEST_F(HelperScope, AChildPairedLaterComesWhole) {
  const Id kid = make_child("龙小兰");
  const Id early = make(3, visit(kid, "很早"));
  helper_.pull_all();
  EXPECT_FALSE(holds(kid));
  pair(kid);
  const Id late = make(3, visit(kid, "以后"));
  helper_.pull_all();
  EXPECT_TRUE(holds(kid));
  EXPECT_TRUE(holds(early));
  EXPECT_TRUE(holds(late));
  EXPECT_EQ(helper_.entered[early], 1);
  EXPECT_EQ(helper_.pull_all(), 1);
  EXPECT_EQ(helper_.entered[early], 1);
}

TEST_F(HelperScope, APairingThatWasOverWhenItWasWrittenAndAStudyBuddyOpenNothing) {
  const Id past = make_child("龙小兰");
  const Id buddy = make_child("石小军");
  const Id now = make_child("龙小虎");
  Fields over = pairing(past, helper_.person());
  over.merge(last_day(20210101));
  make(schema::kPairingKind, over);
  Fields fellow = pairing(buddy, helper_.person());
  fellow[v1::Pairing::kRoleFieldNumber].clear();
  write_varint(fellow[v1::Pairing::kRoleFieldNumber], v1::Pairing::kRoleFieldNumber, v1::PAIRING_ROLE_STUDY_BUDDY);
  make(schema::kPairingKind, fellow);
  const Id open = pair(now);
  helper_.pull_all();
  EXPECT_FALSE(holds(past));
  EXPECT_FALSE(holds(buddy));
  EXPECT_TRUE(holds(now));
  // Ended later it still opens the way for what was recorded before its helper knew.
  edit(open, last_day(20210101));
  const Id visit_of_before = make(3, visit(now, "还没有收到通知"));
  helper_.pull_all();
  EXPECT_TRUE(holds(visit_of_before));
  // And opens no other child.
  const Id another = make_child("龙小凤");
  edit(open, pairing(another, helper_.person()));
  helper_.pull_all();
  EXPECT_FALSE(holds(another));
}

TEST_F(HelperScope, TinyPagesBringTheSameAsLargeOnes) {
  std::vector<Id> kids;
  for (int i = 0; i < 4; ++i) {
    kids.push_back(make_child("孩子" + std::to_string(i)));
    for (int v = 0; v < 12; ++v) make(3, visit(kids.back(), "第" + std::to_string(v) + "次走访，情况良好，作业完成。"));
  }
  TestDevice twin(server_, server_.invite("helper", "另一位"));
  helper_.pull_all();
  for (const Id& kid : kids) {
    pair(kid);
    make(schema::kPairingKind, pairing(kid, twin.person()));
  }
  for (const Id& kid : kids) edit(kid, one_text(19, "备注"));
  EXPECT_GE(helper_.pull_all(2048), 4);
  twin.pull_all();
  EXPECT_EQ(helper_.records, twin.records);
  EXPECT_EQ(helper_.records.size(), 4U * 13 + 8 + 3 + 1);
}

TEST_F(HelperScope, AChangeWhileAChildIsSentInPiecesIsNotMissed) {
  const Id kid = make_child("龙小兰");
  std::vector<Id> visits;
  for (int v = 0; v < 30; ++v)
    visits.push_back(make(3, visit(kid, "第" + std::to_string(v) + "次走访，情况良好，作业完成。")));
  helper_.pull_all();
  pair(kid);
  helper_.sync({}, 2048);
  ASSERT_TRUE(holds(visits.front()));
  ASSERT_FALSE(holds(visits.back()));
  edit(visits.front(), one_text(11, "学习"));
  edit(visits.back(), one_text(11, "学习"));
  helper_.pull_all(2048);
  for (const Id& id : {visits.front(), visits.back()}) {
    EXPECT_TRUE(helper_.records[id].groups.contains(10)) << id.uuid();
    EXPECT_TRUE(helper_.records[id].groups.contains(11)) << id.uuid();
  }
  for (const Id& id : visits) EXPECT_TRUE(holds(id));
}

TEST_F(HelperScope, SeveralChildrenPairedInOneTransactionComeInPieces) {
  std::vector<Id> kids;
  std::vector<Change> pairings;
  for (int i = 0; i < 6; ++i) {
    kids.push_back(make_child("孩子" + std::to_string(i)));
    for (int v = 0; v < 6; ++v) make(3, visit(kids.back(), "走访情况良好，作业完成，老人身体还可以。"));
    pairings.push_back(office_.create(schema::kPairingKind, fresh(), pairing(kids.back(), helper_.person())));
  }
  pairings.front().transaction = 6;
  helper_.pull_all();
  office_.sync({office_.batch(pairings)});
  EXPECT_GT(helper_.pull_all(2048), 3);
  EXPECT_EQ(helper_.records.size(), 6U * 7 + 6 + 3);
  for (const auto& [id, times] : helper_.entered) EXPECT_EQ(times, 1) << id.uuid();
}

// What somebody may see of a transaction they see at once, whatever else was saved with it.
TEST_F(HelperScope, OfATransactionAcrossScopesTheirPartComesTogetherInPagesOfAnySize) {
  const Id mine = make_child("龙小兰");
  const Id other = make_child("石小军");
  pair(mine);
  helper_.pull_all();
  for (const std::uint32_t page : {2048U, 1U << 20}) {
    std::vector<Id> seen;
    std::vector<Id> hidden;
    std::vector<Change> changes;
    for (int i = 0; i < 60; ++i) {
      const bool theirs = i % 2 == 0;
      auto& list = theirs ? seen : hidden;
      list.push_back(fresh());
      changes.push_back(
          office_.create(3, list.back(), visit(theirs ? mine : other, "走访情况良好，作业完成，老人身体还可以。")));
    }
    changes.front().transaction = 60;
    ASSERT_EQ(office_.sync({office_.batch(changes)}).receipt().outcome(), v1::OUTCOME_TAKEN);
    for (bool complete = false; !complete;) {
      complete = helper_.sync({}, page).response.complete();
      const auto held = std::ranges::count_if(seen, [&](const Id& id) { return holds(id); });
      EXPECT_TRUE(held == 0 || held == 30) << held << " of them, pages of " << page;
    }
    for (const Id& id : seen) EXPECT_TRUE(holds(id));
    for (const Id& id : hidden) EXPECT_FALSE(holds(id));
  }
}

TEST_F(HelperScope, APhonePutBackFromABackupGetsTheEntryAgain) {
  const Id kid = make_child("龙小兰");
  helper_.pull_all();
  const Bytes backup = helper_.cursor;
  pair(kid);
  helper_.pull_all();
  helper_.cursor = backup;
  helper_.records.clear();
  helper_.pull_all();
  EXPECT_TRUE(holds(kid));
}

// A wrong clock on the server would else let a cursor pass what it will never send.
TEST_F(HelperScope, TheServersClockOpensAndClosesNothing) {
  const Id kid = make_child("龙小兰");
  const Id pairing_id = pair(kid);
  edit(pairing_id, last_day(20300101));
  helper_.pull_all();
  constexpr std::int64_t kCentury = 100LL * 365 * 24 * 3600 * 1000;
  server_.clock().jump_wall(kCentury);
  const Id meanwhile = make(3, visit(kid, "照常"));
  helper_.pull_all();
  Change own = helper_.create(3, fresh(), visit(kid, "也照常"));
  EXPECT_EQ(helper_.sync({helper_.batch(own)}).receipt().verdicts_size(), 0);
  server_.clock().jump_wall(-kCentury);
  helper_.pull_all();
  EXPECT_TRUE(holds(meanwhile));
}

TEST_F(HelperScope, ADeletedPairingOpensNothing) {
  const Id kid = make_child("龙小兰");
  const Id id = fresh();
  Change create = office_.create(schema::kPairingKind, id, pairing(kid, helper_.person()));
  const Bytes first = office_.batch(create);
  Change remove = office_.erase(id, {create.id});
  office_.sync({first, office_.batch(remove)});
  helper_.pull_all();
  EXPECT_FALSE(holds(kid));
}

TEST_F(HelperScope, ARecordMovedToMyChildComesWhole) {
  const Id mine = make_child("龙小兰");
  const Id other = make_child("石小军");
  pair(mine);
  const Id record = make(3, visit(other, "写错了孩子"));
  helper_.pull_all();
  EXPECT_FALSE(holds(record));
  office_.cursor.clear();
  office_.pull_all();
  Fields fields;
  write_bytes(fields[1], 1, mine.bytes());
  Change move = office_.edit(record, fields, {office_.records[record].groups.at(1).heads.front().id});
  office_.sync({office_.batch(move)});
  helper_.pull_all();
  ASSERT_TRUE(holds(record));
  EXPECT_TRUE(helper_.records[record].groups.contains(10));
}

TEST_F(HelperScope, AKindNewerThanTheServerFollowsItsChild) {
  const Id mine = make_child("龙小兰");
  pair(mine);
  Fields fields = one_text(5, "将来");
  write_bytes(fields[1], 1, mine.bytes());
  const Id record = make(888, fields);
  helper_.pull_all();
  EXPECT_TRUE(holds(record));
}

TEST_F(HelperScope, AuditorsGetNothing) {
  make_child("龙小兰");
  TestDevice auditor(server_, server_.invite("auditor", "审计"));
  const Synced synced = auditor.sync();
  EXPECT_EQ(synced.response.deltas_size(), 0);
  EXPECT_TRUE(synced.response.complete());
}

}  // namespace
}  // namespace xinqiao::server::testing
