// Goal: one damaged place of a phone costs what lay there and stops nothing else. Method: real devices; sealed bytes of
// the phone's file overwritten.
#include "e2e/world.h"
#include "storage/local_store.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao::testing {
namespace {

constexpr std::size_t kFillsABatch = 8000;  // two notes of this size close one

struct Damaged {
  World world;
  Device office{world, world.office_code()};
  Device phone;
  Id child;
  std::vector<Id> visits;  // unsent on the phone, two in each batch

  Damaged() : phone(world, world.invite("office", "李秀英")) {
    child = office.add("child", {{"name", "韦小燕"}});
    office.sync();
    phone.sync();
    for (int i = 0; i < 6; ++i) add_visit(i);
  }
  void add_visit(int which) {
    visits.push_back(
        phone.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", letters(kFillsABatch, which)}}));
  }
  void spoil(sqlite::Sql sql, const Id& record) {
    phone.in_file([&](sqlite::Connection& file) {
      auto query = file.prepare(sql);
      ASSERT_TRUE(query.ok());
      ASSERT_TRUE(query->bind_blob(1, record.bytes()).run().ok());
    });
  }
  void spoil_change(const Id& record) { spoil("UPDATE changes SET sealed = zeroblob(64) WHERE record = ?1", record); }
  server::RescueReport rescue() {
    const TempFolder stick;
    SystemFileSystem files;
    EXPECT_TRUE(phone.rescue(stick / "work").ok());
    const auto report = server::take_rescue(world.data(), *files.read(stick / "work"), world.clock, world.random);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : server::RescueReport();
  }
  void release() {
    office.sync();
    const auto gaps = office.attention();
    ASSERT_EQ(gaps.size(), 1U);
    ASSERT_TRUE(office.client().release(gaps[0].id).ok());
    office.sync();
  }
  void expect_whole(std::size_t visits_there) {
    phone.sync();
    office.sync();
    phone.sync();
    const auto report = phone.sync();
    EXPECT_EQ(report.damaged, 0U);
    EXPECT_EQ(phone.client().status()->unsent, 0U);
    EXPECT_TRUE(phone.attention().empty());
    EXPECT_EQ(office.count("visit"), visits_there);
    EXPECT_EQ(office.digest(), phone.digest());
  }
};

TEST(DamageRoad, OfOwnWorkHidesNothingElseAndPullsGoOn) {
  Damaged town;
  town.spoil_change(town.visits[2]);
  ASSERT_TRUE(town.office.set(town.child, {{"remark", "新的备注"}}).ok());
  town.office.sync();
  const auto report = town.phone.sync();
  EXPECT_EQ(report.damaged, 2U);
  EXPECT_EQ(report.behind, 2U);
  EXPECT_EQ(report.accepted, 2U) << "what comes before it went";
  EXPECT_EQ(town.phone.value(town.child, "remark"), "\"新的备注\"");
  EXPECT_EQ(town.phone.count("visit"), 5U);
  EXPECT_FALSE(town.phone.holds(town.visits[2]));
  EXPECT_TRUE(town.phone.client().history(town.visits[3]).ok());
  const auto told = town.phone.attention();
  ASSERT_EQ(told.size(), 2U) << "what lies in the same batch cannot be sent either";
  EXPECT_EQ(told[0].state, "damaged");
  EXPECT_EQ(town.phone.client().status()->needs_attention, 2U);
  EXPECT_EQ(town.phone.sync().damaged, 2U);
}

TEST(DamageRoad, RescuedAndReleasedThePhoneGoesOn) {
  Damaged town;
  town.spoil_change(town.visits[2]);
  EXPECT_EQ(town.phone.sync().damaged, 2U);
  const auto report = town.rescue();
  EXPECT_EQ(report.unreadable, 2U);
  EXPECT_EQ(report.held, 2U);
  town.release();
  EXPECT_EQ(town.office.count("visit"), 4U);
  town.add_visit(9);
  // The one that lay beside it could still be read here, and is written anew.
  town.expect_whole(6);
}

TEST(DamageRoad, OfWhatWasWrittenLastIsPassedOnceMoreIsWritten) {
  Damaged town;
  town.spoil_change(town.visits[5]);
  auto report = town.phone.sync();
  EXPECT_EQ(report.damaged, 2U);
  EXPECT_EQ(report.behind, 0U);
  EXPECT_EQ(town.rescue().unreadable, 2U);
  town.release();
  town.add_visit(9);
  town.expect_whole(6);
}

TEST(DamageRoad, OfTheOpenBatchNothingIsAddedToIt) {
  Damaged town;
  const Id small = town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}});
  town.spoil_change(small);
  town.visits.push_back(town.phone.add("visit", {{"child", town.child.uuid()}, {"kind", "talk"}}));
  EXPECT_EQ(town.phone.sync().damaged, 1U);
  EXPECT_EQ(town.rescue().held, 1U);
  town.release();
  town.expect_whole(7);
}

TEST(DamageRoad, OfABatchsHeaderIsNoLossOnceTheFileWasTakenIn) {
  Damaged town;
  town.spoil("UPDATE batches SET header = zeroblob(64) WHERE first_seq = (SELECT batch FROM changes WHERE record = ?1)",
             town.visits[2]);
  EXPECT_EQ(town.phone.sync().damaged, 2U);
  const auto report = town.rescue();
  EXPECT_TRUE(report.all_taken());
  EXPECT_EQ(report.accepted, 4U);
  town.expect_whole(6);
}

TEST(DamageRoad, OfWhatTheServerSaidIsFetchedAgain) {
  Damaged town;
  const Id other = town.office.add("child", {{"name", "覃大川"}});
  town.office.sync();
  town.phone.sync();
  town.spoil("UPDATE records SET state = zeroblob(64) WHERE id = ?1", town.child);
  EXPECT_TRUE(town.phone.holds(other));
  EXPECT_EQ(town.phone.count("child"), 1U);
  EXPECT_FALSE(town.phone.holds(town.child));
  ASSERT_EQ(town.phone.attention().size(), 1U);
  EXPECT_EQ(town.phone.attention()[0].state, "damaged");
  EXPECT_EQ(town.phone.sync().damaged, 0U);
  EXPECT_EQ(town.phone.value(town.child, "name"), "\"韦小燕\"");
  town.expect_whole(6);
}

TEST(DamageRoad, OfWhatTheServerTookAlreadyIsNoLoss) {
  Damaged town;
  town.phone.wire.fates = {Fate::kLoseAnswer};
  town.phone.sync();
  town.spoil_change(town.visits[0]);
  town.expect_whole(6);
}

TEST(DamageRoad, WithoutItsOwnersNameTheFolderIsNobodyElses) {
  Damaged town;
  town.phone.sync();
  const std::string folder = town.phone.back_up();
  {
    const auto file = sqlite::Connection::open(LocalStore::database_path(folder), nullptr);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->exec("DELETE FROM meta WHERE key = 'identity'").ok());
  }
  SystemFileSystem files;
  const auto opened = Client::open({folder, "", 0}, {town.world.clock, town.world.random, files, nullptr});
  ASSERT_FALSE(opened.ok()) << "it holds what its owner might see";
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  const TempFolder stick;
  const auto rescued = Client::rescue(folder, stick / "work", {town.world.clock, town.world.random, files, nullptr});
  ASSERT_TRUE(rescued.ok()) << rescued.error().message;
  EXPECT_EQ(rescued->changes, 6U);
}

}  // namespace
}  // namespace xinqiao::testing
