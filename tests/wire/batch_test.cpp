// Goal: a batch proves itself, and nothing but itself. Method: real keys, one fault at a time.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "wire/samples.h"

namespace xinqiao::wire {
namespace {

using testing::Author;
using testing::one_field_edit;

std::vector<Change> edits(Author& author, int count) {
  std::vector<Change> out;
  for (int i = 0; i < count; ++i) out.push_back(one_field_edit(author.random, stamp_at(1'792'000'000'000 + i)));
  return out;
}

TEST(Batch, OpensToTheChangesItWasMadeOf) {
  Author author(1);
  auto changes = edits(author, 5);
  const auto batch = author.batch(changes, false);
  const auto opened = open_batch(batch, chain_start(author.incarnation), author.person, nullptr);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->changes, changes);
  EXPECT_TRUE(verify_batch(*opened, author.organisation, author.keys.public_key));
}

TEST(Batch, ContinuesTheChainOfTheOneBefore) {
  Author author(1);
  auto first = edits(author, 2);
  author.batch(first, false);
  const Bytes chain = author.chain;
  auto second = edits(author, 2);
  const auto batch = author.batch(second, false);
  const auto opened = open_batch(batch, chain, author.person, nullptr);
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(verify_batch(*opened, author.organisation, author.keys.public_key));
  EXPECT_FALSE(open_batch(batch, chain_start(author.incarnation), author.person, nullptr).ok());
}

TEST(Batch, Rule3_AbbreviatedChangesHaveTheSameIds) {
  Author author(1);
  auto changes = edits(author, 3);
  const auto batch = author.batch(changes, true);
  EXPECT_TRUE(batch.changes(0).record().empty());
  const auto record_of = [&](ChangeId id) -> std::optional<Id> {
    for (const Change& change : changes) {
      if (change.groups.front().seen.front() == id) return change.record;
    }
    return std::nullopt;
  };
  const auto opened = open_batch(batch, chain_start(author.incarnation), author.person, record_of);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->changes, changes);
}

TEST(Batch, Rule3_AnAbbreviationThatDoesNotComeOutAsksForTheFullForm) {
  Author author(1);
  auto changes = edits(author, 1);
  const auto batch = author.batch(changes, true);
  const auto opened =
      open_batch(batch, chain_start(author.incarnation), author.person, [](ChangeId) { return std::nullopt; });
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
}

TEST(Batch, AChangeMayAbbreviateToAnEarlierOneOfItsBatch) {
  Author author(1);
  auto changes = edits(author, 1);
  {
    Author twin(1);
    auto copy = edits(twin, 1);
    twin.batch(copy, false);
    changes.front().id = copy.front().id;  // what the first will be called: same secret, same bytes
  }
  Change second = changes.front();
  second.groups.front().seen = {changes.front().id};
  changes.push_back(second);
  auto batch = author.batch(changes, false);
  batch.mutable_changes(1)->clear_record();
  const auto opened = open_batch(batch, chain_start(author.incarnation), author.person, nullptr);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->changes[1].record, changes[0].record);
}

TEST(Batch, AnotherOrganisationOrKeyDoesNotVerify) {
  Author author(1);
  auto changes = edits(author, 2);
  const auto opened = open_batch(author.batch(changes, false), chain_start(author.incarnation), author.person, nullptr);
  ASSERT_TRUE(opened.ok());
  EXPECT_FALSE(verify_batch(*opened, author.incarnation, author.keys.public_key));
  EXPECT_FALSE(verify_batch(*opened, author.organisation, Author(2).keys.public_key));
}

TEST(Batch, EveryFlippedBitIsFoundOut) {
  Author author(1);
  auto changes = edits(author, 2);
  changes[1].groups.push_back({19, std::nullopt, {1, 2}, {}});
  const Bytes bytes = author.batch(changes, false).SerializeAsString();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      v1::Batch batch;
      if (!batch.ParseFromString(damaged)) continue;
      if (!check_batch(batch).ok() || batch.incarnation() != author.incarnation.str()) continue;
      const auto opened = open_batch(batch, chain_start(author.incarnation), author.person, nullptr);
      if (!opened.ok() || opened->first_seq != 1) continue;
      // What verifies in spite of the flip says exactly the same.
      if (verify_batch(*opened, author.organisation, author.keys.public_key)) {
        EXPECT_EQ(opened->changes, changes) << "byte " << at << " bit " << bit;
      }
    }
  }
}

TEST(Batch, ATransactionThatDoesNotFitIsMalformed) {
  Author author(1);
  auto changes = edits(author, 2);
  changes[1].transaction = 2;
  EXPECT_FALSE(check_batch(author.batch(changes, false)).ok());
}

TEST(Batch, TooManyChangesAreRefusedByTheNamedLimit) {
  Author author(1);
  auto changes = edits(author, static_cast<int>(limits::kBatchChanges) + 1);
  const auto status = check_batch(author.batch(changes, false));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kTooLarge);
}

TEST(Batch, WhatContinuesAForkContinuesItsNumbers) {
  Author author(1);
  auto changes = edits(author, 1);
  auto batch = author.batch(changes, false);
  batch.mutable_parent()->set_incarnation(author.incarnation.str());
  batch.mutable_parent()->set_seq(6);
  batch.set_first_seq(7);
  EXPECT_TRUE(check_batch(batch).ok());
  for (const std::uint64_t other : {1U, 6U, 8U}) {
    batch.set_first_seq(other);
    EXPECT_FALSE(check_batch(batch).ok()) << other;
  }
  batch.set_first_seq(7);
  batch.mutable_parent()->set_incarnation("short");
  EXPECT_FALSE(check_batch(batch).ok());
}

TEST(Batch, ASaltOfAnotherSizeIsMalformed) {
  Author author(1);
  auto changes = edits(author, 2);
  auto batch = author.batch(changes, false);
  batch.add_salts(Bytes(16, 's'));
  batch.add_salts(Bytes(15, 's'));
  EXPECT_FALSE(check_batch(batch).ok());
}

TEST(Batch, StillVerifiesWhenASaltStandsForTheSecret) {
  Author author(1);
  auto changes = edits(author, 3);
  auto batch = author.batch(changes, false);
  for (std::uint32_t i = 0; i < 3; ++i) batch.add_salts(salt_at(batch.secret(), i));
  batch.clear_secret();
  const auto opened = open_batch(batch, chain_start(author.incarnation), author.person, nullptr);
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(verify_batch(*opened, author.organisation, author.keys.public_key));
}

TEST(Batch, Rule2_AnIdIsTheHeadOfTheAuthorsChain) {
  Author author(1);
  auto changes = edits(author, 3);
  const auto batch = author.batch(changes, false);
  const auto opened = open_batch(batch, chain_start(author.incarnation), author.person, nullptr);
  ASSERT_TRUE(opened.ok());
  for (std::size_t i = 0; i < changes.size(); ++i) EXPECT_EQ(opened->changes[i].id, id_at(opened->chain[i]));
}

TEST(Batch, Rule2_IncarnationAndSeqAreNotInAnId) {
  Author author(1);
  auto changes = edits(author, 3);
  auto batch = author.batch(changes, false);
  batch.set_incarnation(Id::random(2, author.random).str());
  batch.set_first_seq(700);
  batch.set_previous(id_at(chain_start(author.incarnation)));
  const auto opened = open_batch(batch, chain_start(author.incarnation), author.person, nullptr);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->changes, changes);
}

TEST(Batch, Rule2_TwinsThatWriteAtOnceHaveDifferentIds) {
  Author author(1);
  Author twin(1);
  auto mine = edits(author, 1);
  auto theirs = mine;
  theirs.front().groups.front().value->back() ^= 1;
  author.batch(mine, false);
  twin.chain = chain_start(author.incarnation);
  twin.batch(theirs, false);
  EXPECT_NE(mine.front().id, theirs.front().id);
}

}  // namespace
}  // namespace xinqiao::wire
