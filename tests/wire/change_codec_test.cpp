// Goal: what is packed comes back the same; what is malformed is refused. Method: random changes, faults by hand.
#include "wire/change_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "testing/seeded_random.h"

namespace xinqiao::wire {
namespace {

using testing::SeededRandom;

std::vector<ChangeId> some_ids(SeededRandom& random) {
  std::vector<ChangeId> ids;
  for (auto n = random.below(4); n > 0; --n) ids.push_back(1 + random.below(6));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Change random_change(SeededRandom& random) {
  Change change;
  change.record = Id::random(5, random);
  change.kind = static_cast<std::uint32_t>(random.below(3));
  change.written = change.effective =
      stamp_at(1'792'000'000'000 + static_cast<std::int64_t>(random.below(100'000'000))) | random.below(3);
  change.author = Id::random(5, random);
  if (random.below(6) == 0) {
    change.groups = {{kDeletedGroup, Bytes(), some_ids(random), some_ids(random)}};
    return change;
  }
  for (std::uint32_t number = random.below(3) == 0 ? 0 : 1; number < 20; ++number) {
    if (number == 0) {
      change.groups.push_back({0, std::nullopt, some_ids(random), {}});
    } else if (random.below(4) == 0) {
      Bytes value;
      for (auto n = 1 + random.below(2); n > 0; --n) write_bytes(value, number, random.bytes(random.below(9)));
      change.groups.push_back(
          {number, random.below(3) == 0 ? std::nullopt : std::optional(value), some_ids(random), {}});
    }
  }
  if (change.groups.empty()) change.groups.push_back({7, std::nullopt, {}, {}});
  return change;
}

TEST(ChangeCodec, EveryChangeComesBackTheSame) {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SeededRandom random(seed);
    const Change change = random_change(random);
    const BatchContext context{change.author, 1'792'000'000'000 + random.below(200'000'000)};
    const auto back = expand(pack(change, context, false), context, nullptr);
    ASSERT_TRUE(back.ok()) << "seed " << seed << ": " << back.error().message;
    ASSERT_EQ(*back, change) << "seed " << seed;
    ASSERT_EQ(canonical(*back), canonical(change));
  }
}

TEST(ChangeCodec, CanonicalBytesTellDifferentChangesApart) {
  SeededRandom random(1);
  std::map<Bytes, Change> seen;
  for (int i = 0; i < 3000; ++i) {
    const Change change = random_change(random);
    const auto [at, fresh] = seen.emplace(canonical(change), change);
    EXPECT_TRUE(fresh || at->second == change);
  }
}

v1::Change edit() {
  v1::Change change;
  change.set_record("record-id-16byte");
  write_varint(*change.mutable_set(), 5, 1);
  return change;
}

bool refused(const v1::Change& change) { return !expand(change, {{}, 1000}, nullptr).ok(); }

TEST(ChangeCodec, MalformedChangesAreRefused) {
  EXPECT_FALSE(refused(edit()));
  auto change = edit();
  change.clear_set();
  EXPECT_TRUE(refused(change)) << "changes nothing";
  change = edit();
  change.add_cleared(5);
  EXPECT_TRUE(refused(change)) << "sets and clears a field";
  change = edit();
  change.set_deletes(true);
  EXPECT_TRUE(refused(change)) << "deletes and edits";
  change = edit();
  change.set_record("short");
  EXPECT_TRUE(refused(change)) << "a short id";
  change = edit();
  change.clear_record();
  EXPECT_TRUE(refused(change)) << "no record and nothing seen";
  change = edit();
  change.set_after_ms(-2000);
  EXPECT_TRUE(refused(change)) << "before 1970";
  change = edit();
  change.set_counter(70000);
  EXPECT_TRUE(refused(change)) << "a counter over 16 bits";
  change = edit();
  change.add_seen_groups(1);
  EXPECT_TRUE(refused(change)) << "a bitmap without an id";
  change = edit();
  change.add_covers(1);
  EXPECT_TRUE(refused(change)) << "covers without a deletion";
  change = edit();
  change.clear_set();
  change.add_cleared(0);
  change.add_cleared(5);
  change.add_covers(1);
  EXPECT_TRUE(refused(change)) << "what lets go writes nothing";
  change = edit();
  change.clear_set();
  change.add_cleared(0);
  for (std::size_t id = 1; id <= limits::kLetGoPerChange + 1; ++id) change.add_covers(id);
  EXPECT_TRUE(refused(change)) << "what lets go of too many";
  change = edit();
  change.set_set("\x0b");
  EXPECT_TRUE(refused(change)) << "a protobuf group";
}

TEST(ChangeCodec, WhatLetsGoComesThroughWhole) {
  Change change;
  change.record = Id::from_bytes("record-1-16bytes");
  const BatchContext context{Id::from_bytes("author-1-16bytes"), 1000};
  change.author = context.author;
  change.written = stamp_at(5000);
  change.effective = change.written;
  change.groups = {{kDeletedGroup, std::nullopt, {}, {3, 9}}};
  const auto read = expand(pack(change, context, true), context, nullptr);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, change);
}

}  // namespace
}  // namespace xinqiao::wire
