// Goal: every row comes back as it was written. Method: round trips through the Store interface.
#include "server/store/store_contract.h"
#include "server/store/store_samples.h"

namespace xinqiao::server::testing {
namespace {

TEST_P(StoreContract, TheIdentityComesBackWhole) {
  const Identity written = sample_identity();
  ASSERT_TRUE(store().write([&](Transaction& t) { return t.put_identity(written); }).ok());
  const auto read = snapshot()->identity();
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->id, written.id);
  EXPECT_EQ(read->name, written.name);
  EXPECT_EQ(read->epoch, written.epoch);
  EXPECT_EQ(read->cut, written.cut);
  EXPECT_EQ(read->incarnation, written.incarnation);
  EXPECT_EQ(read->sign_keys.secret_key, written.sign_keys.secret_key);
  EXPECT_EQ(read->box_keys.public_key, written.box_keys.public_key);
  EXPECT_EQ(read->cursor_key, written.cursor_key);
  EXPECT_EQ(read->natural_key, written.natural_key);
}

TEST_P(StoreContract, WithoutAnIdentityItSaysSo) {
  EXPECT_EQ(snapshot()->identity().error().code, ErrorCode::kNotFound);
}

TEST_P(StoreContract, DevicesAndCodesComeBack) {
  ASSERT_TRUE(store()
                  .write([&](Transaction& t) -> Status {
                    EXPECT_EQ(*t.next_device_number(), 1U);
                    XQ_TRY(t.put_device(sample_device(1)));
                    EXPECT_EQ(*t.next_device_number(), 2U);
                    XQ_TRY(t.put_code(sample_code(0xFFFFFFFFFFFFFFF0)));
                    EnrollmentCode used = sample_code(5);
                    used.used_by = 1;
                    return t.put_code(used);
                  })
                  .ok());
  auto moment = snapshot();
  const auto device = *moment->device(1);
  ASSERT_TRUE(device.has_value());
  EXPECT_EQ(device->label, "手机");
  EXPECT_EQ(device->request_secret, Bytes(32, 'r'));
  EXPECT_EQ(device->person, id_of(201));
  EXPECT_FALSE(moment->device(2)->has_value());
  EXPECT_EQ((*moment->device_with(device->id))->number, 1U);
  EXPECT_FALSE(moment->device_with(id_of(9999))->has_value());
  EXPECT_EQ((*moment->code(0xFFFFFFFFFFFFFFF0))->used_by, 0U);
  EXPECT_EQ((*moment->code(5))->used_by, 1U);
  EXPECT_FALSE(moment->code(6)->has_value());
}

TEST_P(StoreContract, ADeviceIsRevokedAndNoOtherIs) {
  const Device device = sample_device(1);
  ASSERT_TRUE(store()
                  .write([&](Transaction& t) -> Status {
                    XQ_TRY(t.put_device(device));
                    return t.put_device(sample_device(2));
                  })
                  .ok());
  WriteSet set;
  set.revoked = {{device.id, 99}, {id_of(9999), 99}};
  ASSERT_TRUE(store().write([&](Transaction& t) { return t.write(set); }).ok());
  EXPECT_EQ((*snapshot()->device(1))->revoked_ms, 99);
  EXPECT_EQ((*snapshot()->device(2))->revoked_ms, 0);
  set.revoked = {{device.id, 0}};
  ASSERT_TRUE(store().write([&](Transaction& t) { return t.write(set); }).ok());
  EXPECT_EQ((*snapshot()->device(1))->revoked_ms, 0);
}

class Chains : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    ASSERT_TRUE(store()
                    .write([&](Transaction& t) -> Status {
                      XQ_TRY(t.put_device(sample_device(1)));
                      Incarnation first = sample_incarnation(1);
                      first.device = 1;
                      XQ_ASSIGN(no_, t.add_incarnation(first));
                      Incarnation second = sample_incarnation(2);
                      second.device = 1;
                      second.parent = no_;
                      second.parent_seq = 2;
                      XQ_ASSIGN(child_, t.add_incarnation(second));
                      return {};
                    })
                    .ok());
    WriteSet set;
    set.last_seq = 13;
    for (std::uint64_t seq = 1; seq <= 3; ++seq) {
      set.log.push_back(sample_change(no_, seq, id_of(static_cast<std::uint32_t>(seq)), seq == 2 ? 2 : 1));
    }
    set.batches.push_back({no_, 1, 2, "batch one", "receipt one"});
    set.batches.push_back({no_, 3, 1, "batch two", "receipt two"});
    Incarnation tip;
    tip.no = no_;
    tip.tip_seq = 3;
    tip.tip_chain = Bytes(32, 'z');
    set.tips.push_back(tip);
    write(set);
  }

  std::int64_t no_ = 0;
  std::int64_t child_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Every, Chains, ::testing::ValuesIn(every_store()), name_of);

TEST_P(Chains, TheTipMovesAndTheParentStays) {
  auto moment = snapshot();
  const auto first = *moment->incarnation(id_of(301));
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->tip_seq, 3U);
  EXPECT_EQ(first->tip_chain, Bytes(32, 'z'));
  EXPECT_EQ(first->device, 1U);
  const auto second = *moment->incarnation(id_of(302));
  EXPECT_EQ(second->parent, no_);
  EXPECT_EQ(second->parent_seq, 2U);
  EXPECT_EQ(*moment->count_incarnations(1), 2U);
  EXPECT_EQ(*moment->newest_incarnation(1), child_);
  EXPECT_EQ(*moment->newest_incarnation(2), 0);
  EXPECT_FALSE(moment->incarnation(id_of(303))->has_value());
}

TEST_P(Chains, TheLogIsReadByRangeAndByChange) {
  auto moment = snapshot();
  const auto range = *moment->log(no_, 2, 9);
  ASSERT_EQ(range.size(), 2U);
  EXPECT_EQ(range[0].seq, 2U);
  EXPECT_EQ(range[1].chain, Bytes(32, 'h'));
  EXPECT_TRUE(range[1].begins);
  const std::vector<ChangeId> ids{0xF000000000000001, 0xF000000000000003, 42};
  const auto known = *moment->changes(ids);
  ASSERT_EQ(known.size(), 2U);
  EXPECT_EQ(known[0].record, id_of(1));
  EXPECT_EQ(known[0].effective, 77U);
}

TEST_P(Chains, AnIdSentAgainUnderAnotherIncarnationIsFoundOnce) {
  WriteSet set;
  set.last_seq = 14;
  LoggedChange again = sample_change(no_, 1, id_of(1));
  again.incarnation = child_;
  again.organisation_seq = 14;
  set.log.push_back(again);
  write(set);
  const ChangeId id = again.id;
  const auto known = *snapshot()->changes({&id, 1});
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known.front().incarnation, no_);
}

TEST_P(Chains, RefusedChangesAreThoseOfTheRecordAndTheIncarnation) {
  const auto refused = *snapshot()->refused(no_, id_of(2), 9);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused.front().record, id_of(2));
  EXPECT_TRUE(snapshot()->refused(no_, id_of(1), 9)->empty());
  EXPECT_TRUE(snapshot()->refused(no_, id_of(2), 0)->empty());
  EXPECT_TRUE(snapshot()->refused(child_, id_of(2), 9)->empty());
}

TEST_P(Chains, WhatAwaitsARecordIsFoundByItWhoeverWroteIt) {
  LoggedChange waits = sample_change(no_, 9, id_of(71), 3);
  waits.reason = 8;
  LoggedChange other = sample_change(child_, 9, id_of(71), 3);
  other.reason = 8;
  LoggedChange behind = sample_change(no_, 10, id_of(71), 3);
  behind.reason = 13;
  WriteSet set;
  set.last_seq = 14;
  set.log = {waits, other, behind};
  write(set);
  const std::vector<Id> records{id_of(70), id_of(71)};
  EXPECT_EQ(snapshot()->awaiting(records)->size(), 2U);
  EXPECT_TRUE(snapshot()->awaiting(std::span(records).first(1))->empty());
}

TEST_P(Chains, WhatOfADeviceIsNotSettledIsFoundByIt) {
  LoggedChange waits = sample_change(no_, 9, id_of(71), 3);
  waits.reason = 8;
  LoggedChange taken_back = sample_change(child_, 9, id_of(72), 4);
  taken_back.reason = 19;
  LoggedChange sent_back = sample_change(no_, 10, id_of(73), 4);
  sent_back.reason = 18;
  LoggedChange written_anew = sample_change(no_, 11, id_of(74), 4);
  written_anew.replaced = true;
  WriteSet set;
  set.last_seq = 14;
  set.log = {waits, taken_back, sent_back, written_anew};
  write(set);
  auto moment = snapshot();
  const std::uint32_t device = (*moment->incarnation_numbered(no_))->device;
  ASSERT_EQ((*moment->incarnation_numbered(child_))->device, device);
  const auto found = *moment->unsettled_of(device);
  EXPECT_TRUE(std::ranges::none_of(found, [&](const LoggedChange& row) { return row.id == written_anew.id; }));
  for (const std::uint32_t reason : {8U, 18U, 19U}) {
    EXPECT_TRUE(std::ranges::any_of(found, [&](const LoggedChange& row) { return row.reason == reason; })) << reason;
  }
  EXPECT_TRUE(moment->unsettled_of(device + 1)->empty());
}

TEST_P(Chains, AnAmendedVerdictIsTheSameWhereverTheChangeStands) {
  LoggedChange again = sample_change(no_, 2, id_of(2), 2);
  again.incarnation = child_;
  WriteSet set;
  set.last_seq = 20;
  set.log.push_back(again);
  write(set);
  LoggedChange amended = again;
  amended.organisation_seq = amended.amended_seq = 21;
  amended.verdict = 4;
  amended.reason = 18;
  amended.why = "写错了孩子";
  amended.replaced = true;
  WriteSet second;
  second.last_seq = 21;
  second.amended.push_back(amended);
  second.batches.push_back({no_, 1, 2, "batch one", "amended receipt", 21});
  write(second);
  auto moment = snapshot();
  const auto places = *moment->places(amended.id);
  ASSERT_EQ(places.size(), 2U);
  for (const LoggedChange& place : places) {
    EXPECT_EQ(place.verdict, 4U);
    EXPECT_EQ(place.organisation_seq, 21U);
    EXPECT_EQ(place.amended_seq, 21U);
    EXPECT_EQ(place.why, "写错了孩子");
    EXPECT_TRUE(place.replaced);
  }
  ASSERT_EQ(moment->amended(1, 20, 9)->size(), 1U);
  EXPECT_EQ(moment->amended(1, 20, 9)->front().receipt, "amended receipt");
  EXPECT_TRUE(moment->amended(1, 21, 9)->empty());
  EXPECT_TRUE(moment->amended(2, 0, 9)->empty());
}

TEST_P(Chains, WhatIsReplacedStaysSo) {
  LoggedChange change = sample_change(no_, 2, id_of(2), 2);
  WriteSet set;
  set.last_seq = 21;
  set.replaced.push_back(change.id);
  write(set);
  WriteSet second;
  second.last_seq = 22;
  second.amended.push_back(change);
  write(second);
  EXPECT_TRUE(snapshot()->places(change.id)->front().replaced);
  auto moment = snapshot();
  const std::uint32_t device = (*moment->incarnation_numbered(no_))->device;
  EXPECT_TRUE(moment->refused_by(device, id_of(2), 9)->empty());
  EXPECT_EQ(moment->untaken_by(device, id_of(2), 9)->size(), 1U);
}

TEST_P(Chains, BatchesComeBackVerbatim) {
  auto moment = snapshot();
  const auto batch = *moment->batch(no_, 1, 2);
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(batch->bytes, "batch one");
  EXPECT_EQ(batch->receipt, "receipt one");
  EXPECT_FALSE(moment->batch(no_, 1, 1)->has_value());
  EXPECT_EQ((*moment->batch_holding(no_, 2))->first_seq, 1U);
  EXPECT_EQ((*moment->batch_holding(no_, 3))->first_seq, 3U);
  EXPECT_FALSE(moment->batch_holding(no_, 1000)->has_value());
  EXPECT_FALSE(moment->batch_holding(child_, 3)->has_value());
  EXPECT_EQ(*moment->batch_start(no_, 2), 1U);
  EXPECT_EQ(*moment->batch_start(no_, 3), 3U);
  EXPECT_EQ(*moment->batch_start(child_, 3), 1U);
}

TEST_P(StoreContract, GrantsAreFoundByPersonAndByRecord) {
  const Bytes child = area::of_child(id_of(20));
  const Bytes village = area::of_village(id_of(30));
  WriteSet set;
  set.grants[id_of(1)] = {{id_of(1), id_of(10), 2, child, true, 4, 0}};
  set.grants[id_of(2)] = {{id_of(2), id_of(10), 1, village, false, 5, 2027},
                          {id_of(2), id_of(10), 1, child, true, 6, 2027}};
  set.grants[id_of(3)] = {{id_of(3), id_of(11), 2, child, true, 6, 0}};
  write(set);
  const auto found = *snapshot()->grants_of(id_of(10));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].area, child);
  EXPECT_EQ(found[0].capacity, 2U);
  EXPECT_EQ(found[0].enter_seq, 4U);
  EXPECT_TRUE(found[0].active);
  EXPECT_EQ(found[1].area, village);
  EXPECT_EQ(found[1].year, 2027U);
  EXPECT_FALSE(found[1].active);
  set.grants[id_of(2)].resize(1);
  set.grants[id_of(1)].clear();
  write(set);
  EXPECT_EQ(snapshot()->grants_of(id_of(10))->size(), 1U);
  const std::vector<Id> ids{id_of(1), id_of(3), id_of(9)};
  EXPECT_EQ(snapshot()->grants(ids)->size(), 1U);
}

TEST_P(StoreContract, ChildrenAreFoundByAreaAndAreasByChild) {
  const Bytes school = area::of_school(id_of(40));
  const Bytes village = area::of_village(id_of(30));
  WriteSet set;
  set.places[id_of(20)] = {{id_of(20), school, 3}, {id_of(20), village, 4}};
  set.places[id_of(21)] = {{id_of(21), village, 5}};
  write(set);
  const auto there = *snapshot()->children_in(village);
  ASSERT_EQ(there.size(), 2U);
  EXPECT_EQ(there[0].child, id_of(20));
  EXPECT_EQ(there[0].enter_seq, 4U);
  set.places[id_of(20)] = {{id_of(20), school, 3}};
  write(set);
  EXPECT_EQ(snapshot()->children_in(village)->size(), 1U);
  const std::vector<Id> children{id_of(20), id_of(29)};
  const auto places = *snapshot()->places_of(children);
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].area, school);
}

}  // namespace
}  // namespace xinqiao::server::testing
