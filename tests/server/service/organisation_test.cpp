// Goal: what an operator does from the command line works beside a running server and is plain data in the log.
#include "service/organisation/organisation.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "merge/standing.h"
#include "server/service/test_device.h"
#include "store/sqlite/sqlite_store.h"
#include "wire/batch.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server::testing {
namespace {

v1::Person person_of(const RecordState& record) {
  v1::Person person;
  EXPECT_TRUE(person.ParseFromString(join_fields(shown_fields(record))));
  return person;
}

TEST(Organisation, IsMadeOnceInAFolder) {
  TestServer server;
  const auto again = create_organisation(server.folder(), "另一个", "https://x", {}, server.clock(), server.random());
  EXPECT_EQ(again.error().code, ErrorCode::kInvalid);
}

// Cut short before the control file knew of it.
TEST(Organisation, IsMadeAfterAnAttemptThatWasCutShort) {
  const TempFolder folder;
  ManualClock clock;
  SeededRandom random(5);
  const auto make = [&] { return create_organisation(folder.path(), "花垣乡", "https://x:1", {}, clock, random); };
  ASSERT_TRUE(make().ok());
  {
    sqlite3* control = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "control.db").c_str(), &control), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(control, "DELETE FROM server", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(control);
  }
  ASSERT_TRUE(make().ok());
  EXPECT_FALSE(make().ok());
  auto store = std::move(*SqliteStore::open(folder / "org-1.db", false));
  EXPECT_EQ(*(*store->snapshot())->last_seq(), 1U);
}

TEST(Organisation, KeepsItsKeys) {
  TestServer server;
  const auto tls = load_tls(server.folder());
  ASSERT_TRUE(tls.ok());
  EXPECT_EQ(tls->certificate, "certificate");
  EXPECT_EQ(tls->pin, Bytes(32, 'p'));
  EXPECT_EQ(load_tls(server.folder() + "/nowhere").error().code, ErrorCode::kNotFound);
}

TEST(Organisation, AnInvitedPersonIsThereAtOnceAndReachesOffices) {
  TestServer server;
  TestDevice office(server, server.office_code());
  office.pull_all();
  const auto code = invite(server.folder(),
                           Person{.role = "class_teacher",
                                  .name = "吴老师",
                                  .school = "中心小学",
                                  .grade = "3",
                                  .class_label = "2",
                                  .village = "岩落寨村"},
                           server.clock(), server.random());
  ASSERT_TRUE(code.ok()) << code.error().message;
  office.pull_all();
  const TestDevice teacher(server, code->code);
  ASSERT_TRUE(office.records.contains(teacher.person()));
  const v1::Person person = person_of(office.records[teacher.person()]);
  EXPECT_EQ(person.name(), "吴老师");
  ASSERT_EQ(person.posts_size(), 1);
  EXPECT_EQ(person.posts(0).role(), v1::POST_ROLE_CLASS_TEACHER);
  EXPECT_EQ(person.posts(0).grade(), 3U);
  EXPECT_EQ(person.posts(0).class_(), "2");
  EXPECT_TRUE(office.records.contains(Id::from_bytes(person.posts(0).school())));
  EXPECT_TRUE(office.records.contains(Id::from_bytes(person.posts(0).village())));
}

TEST(Organisation, ASchoolNamedTwiceIsOneRecord) {
  TestServer server;
  TestDevice office(server, server.office_code());
  for (const char* name : {"吴老师", "石老师"}) {
    ASSERT_TRUE(invite(server.folder(), Person{.role = "class_teacher", .name = name, .school = "中心小学"},
                       server.clock(), server.random())
                    .ok());
  }
  office.pull_all();
  int schools = 0;
  for (const auto& [id, record] : office.records) {
    if (record.kind != schema::kOrganisationKind || !record.groups.contains(3)) continue;
    ++schools;
    for (const auto& [number, group] : record.groups) EXPECT_EQ(group.heads.size(), 1U);
  }
  EXPECT_EQ(schools, 1);
}

// A school under its village, as an import makes it: the invited person belongs there.
TEST(Organisation, ASchoolThatIsThereUnderAnotherParentIsUsed) {
  TestServer server;
  TestDevice office(server, server.office_code());
  v1::Organisation school;
  school.set_name("中心小学");
  school.set_kind(v1::ORGANISATION_KIND_SCHOOL);
  school.set_parent(Id::random(1, server.random()).str());
  const Id id = Id::random(2, server.random());
  Change made = office.create(schema::kOrganisationKind, id, *split_fields(school.SerializeAsString()));
  office.sync({office.batch(made)});
  const auto invited = [&](const std::string& name) {
    const auto code = invite(server.folder(), Person{.role = "class_teacher", .name = name, .school = "中心小学"},
                             server.clock(), server.random());
    EXPECT_TRUE(code.ok());
    const TestDevice teacher(server, code->code);
    office.pull_all();
    return Id::from_bytes(person_of(office.records[teacher.person()]).posts(0).school());
  };
  EXPECT_EQ(invited("吴老师"), id);
  // A second of that name: nobody can tell which, so the township's own is made and used from then on.
  school.set_parent(Id::random(3, server.random()).str());
  Change twin = office.create(schema::kOrganisationKind, Id::random(4, server.random()),
                              *split_fields(school.SerializeAsString()));
  office.sync({office.batch(twin)});
  const Id own = invited("石老师");
  EXPECT_NE(own, id);
  EXPECT_EQ(invited("龙老师"), own);
}

TEST(Organisation, WrongInvitationsSayWhatIsRight) {
  TestServer server;
  const auto reject = [&](const Person& person) {
    return invite(server.folder(), person, server.clock(), server.random()).error().code;
  };
  EXPECT_EQ(reject(Person{.role = "king", .name = "某"}), ErrorCode::kInvalid);
  EXPECT_EQ(reject(Person{.role = "office"}), ErrorCode::kInvalid);
  EXPECT_EQ(reject(Person{.role = "helper", .name = "某", .grade = "13"}), ErrorCode::kInvalid);
  EXPECT_EQ(reject(Person{.role = "helper", .name = "\xFF"}), ErrorCode::kInvalid);
}

TEST(Organisation, TheServersOwnWritingIsSignedLikeADevices) {
  TestServer server;
  server.invite("helper", "石老师");
  auto store = std::move(*SqliteStore::open(server.file(), false));
  auto snapshot = std::move(*store->snapshot());
  const auto identity = *snapshot->identity();
  const auto own = *snapshot->incarnation(identity.incarnation);
  ASSERT_TRUE(own.has_value());
  Bytes chain = wire::chain_start(identity.incarnation);
  for (std::uint64_t seq = 1; seq <= own->tip_seq;) {
    std::optional<StoredBatch> stored;
    for (std::uint32_t count = 1; !stored && count < 10; ++count) stored = *snapshot->batch(own->no, seq, count);
    ASSERT_TRUE(stored.has_value());
    v1::Batch batch;
    ASSERT_TRUE(batch.ParseFromString(stored->bytes));
    const auto opened = wire::open_batch(batch, chain, identity.id, nullptr);
    ASSERT_TRUE(opened.ok());
    EXPECT_TRUE(wire::verify_batch(*opened, identity.id, identity.sign_keys.public_key));
    chain = opened->chain.back();
    seq += stored->count;
  }
  EXPECT_EQ(chain, own->tip_chain);
}

TEST(Organisation, ARevokedDeviceGetsNothingAndItsWorkIsKeptApart) {
  TestServer server;
  TestDevice office(server, server.office_code());
  TestDevice other(server, server.invite("office", "李秀英"));
  office.pull_all();
  Fields revoked;
  write_varint(revoked[v1::Device::kRevokedFieldNumber], v1::Device::kRevokedFieldNumber, 99);
  for (const auto& [id, record] : office.records) {
    const Fields shown = shown_fields(record);
    const auto person = shown.find(v1::Device::kPersonFieldNumber);
    const bool others = person != shown.end() && read_bytes(person->second) == other.person().str();
    if (record.kind == schema::kDeviceKind && others) office.sync({office.batch({office.edit(id, revoked)})});
  }
  Change made = other.create(schema::kChildKind, Id::random(1, server.random()), child("龙小兰"));
  const Synced synced = other.sync({other.batch(made)});
  ASSERT_EQ(synced.status, 200);
  EXPECT_TRUE(synced.response.revoked());
  EXPECT_EQ(synced.receipt().verdicts(0).verdict(), v1::VERDICT_QUARANTINED);
  EXPECT_EQ(synced.receipt().verdicts(0).reason(), v1::REASON_REVOKED);
  EXPECT_EQ(synced.response.deltas_size(), 0);
  EXPECT_FALSE(synced.response.complete());
}

}  // namespace
}  // namespace xinqiao::server::testing
