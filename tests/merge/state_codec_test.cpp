// Goal: a state survives its stored form exactly, and the common case is small. Method: round trips.
#include "merge/state_codec.h"

#include <gtest/gtest.h>

#include "merge/changes.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao {
namespace {

using namespace testing;  // NOLINT: the helpers of merge/changes.h

TEST(StateCodec, EveryKindOfGroupSurvives) {
  const auto state = merged({change(1, {sets(5, 1), sets(6, 1), sets(7, 1), sets(99999, 4)}), change(2, {sets(6, 2)}),
                             change(3, {clears(7, {1})}), change(5, {sets(5, 3, {1, 4})}), deletion(6, {1, 2})});
  const auto decoded = decode_state(encode_state(state));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, state);
}

TEST(StateCodec, ARecordOfOneChangeCostsItsStampOnce) {
  std::vector<TouchedGroup> groups;
  for (std::uint32_t number = 1; number <= 15; ++number) groups.push_back(sets(number, 1));
  const auto bytes = encode_state(merged({change(1, groups)}));
  constexpr std::size_t kFields = 15 * 2;
  constexpr std::size_t kOnce = 18 + 2 + 9 + 9 + 18 + 2 + 2;  // record, kind, id, effective, author, seq, framing
  EXPECT_LE(bytes.size(), kFields + kOnce);
}

TEST(StateCodec, WhatOneChangeCreatesNeedsNoMerge) {
  Change created = change(7, {sets(5, 1), clears(6, {}), sets(9, 3)});
  created.kind = 3;
  created.effective = 77;
  RecordState state;
  merge(state, created, 11, [](ChangeId) { return false; });
  EXPECT_EQ(state_created_by(created, 11).SerializeAsString(), encode_state(state));
}

TEST(StateCodec, OnlyTheWantedGroupsAreSent) {
  const auto state = merged({change(1, {sets(5, 1), sets(6, 1)}), change(2, {sets(6, 2, {1})})});
  v1::RecordState message;
  encode_state(state, [](std::uint32_t, const GroupState& group) { return group.seq > 1; }, message);
  const auto decoded = decode_state(message);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->groups.size(), 1U);
  EXPECT_EQ(decoded->groups.at(6), state.groups.at(6));
}

TEST(StateCodec, AGroupHoldsValuesOfItsOwnFieldAndEachHeadOnce) {
  const auto decoded = [](std::uint32_t number, const Bytes& value, ChangeId second) {
    v1::RecordState message;
    message.set_record(record_id().str());
    auto& group = *message.add_groups();
    group.set_number(number);
    group.add_heads()->set_id(1);
    group.mutable_heads(0)->set_value(value);
    group.add_heads()->set_id(second);
    return decode_state(message).ok();
  };
  EXPECT_TRUE(decoded(5, number_field(5, 1) + number_field(5, 2), 2));
  EXPECT_FALSE(decoded(5, number_field(5, 1), 1));
  EXPECT_FALSE(decoded(5, number_field(6, 1), 2));
  EXPECT_FALSE(decoded(5, number_field(5, 1) + number_field(6, 1), 2));
  EXPECT_FALSE(decoded(5, "\x28", 2));
  EXPECT_FALSE(decoded(5, "", 2));
  EXPECT_TRUE(decoded(kDeletedGroup, "", 2));
  EXPECT_FALSE(decoded(kDeletedGroup, number_field(5, 1), 2));
}

TEST(StateCodec, OnlyADeletionCovers) {
  for (const std::uint32_t number : {5U, kDeletedGroup}) {
    v1::RecordState message;
    message.set_record(record_id().str());
    auto& group = *message.add_groups();
    group.set_number(number);
    group.add_heads()->set_id(1);
    group.mutable_heads(0)->add_covers(7);
    EXPECT_EQ(decode_state(message).ok(), number == kDeletedGroup);
  }
}

TEST(StateCodec, DamagedBytesAreAnErrorAndNothingWorse) {
  const auto bytes = encode_state(merged({change(1, {sets(5, 1)}), change(2, {sets(5, 2)})}));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      static_cast<void>(decode_state(damaged).ok());
      static_cast<void>(decode_state(BytesView(damaged).substr(0, at)).ok());
    }
  }
}

}  // namespace
}  // namespace xinqiao
