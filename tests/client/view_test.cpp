// Goal: own changes stand over base exactly once, whatever part of them the server has sent already.
// Method: base and overlay by hand.
#include "client/view.h"

#include <gtest/gtest.h>

#include "merge/standing.h"

namespace xinqiao {
namespace {

const Id kRecord = Id::from_bytes("record-id-16byte");

Bytes value(std::uint32_t number, std::uint64_t number_value) {
  Bytes out;
  write_varint(out, number, number_value);
  return out;
}

OwnChange own(ChangeId id, std::vector<std::uint32_t> groups, std::vector<ChangeId> seen, OwnState state,
              std::uint64_t org_seq) {
  OwnChange out;
  out.seq = id;
  out.state = state;
  out.org_seq = org_seq;
  out.change.id = id;
  out.change.record = kRecord;
  out.change.effective = out.change.written = id;
  for (const auto group : groups) out.change.groups.push_back({group, value(group, id), seen, {}});
  return out;
}

GroupState group(std::uint32_t number, ChangeId id, std::uint64_t seq) {
  return {{Head{id, value(number, id), id, {}, {}}}, {}, seq};
}

std::vector<ChangeId> heads(const RecordState& state, std::uint32_t number) {
  std::vector<ChangeId> ids;
  for (const Head& head : state.groups.at(number).heads) ids.push_back(head.id);
  return ids;
}

using Ids = std::vector<ChangeId>;

TEST(View, Rule11_OwnUnsentChangesStandOverBase) {
  RecordState base{kRecord, 3, {{5, group(5, 1, 7)}}};
  EXPECT_EQ(heads(view_of(kRecord, 3, &base, {own(2, {5}, {1}, OwnState::kWaiting, 0)}), 5), Ids{2});
}

TEST(View, Rule4_OwnChangesChain) {
  const auto view =
      view_of(kRecord, 3, nullptr, {own(1, {5}, {}, OwnState::kWaiting, 0), own(2, {5}, {1}, OwnState::kWaiting, 0)});
  EXPECT_EQ(heads(view, 5), Ids{2});
}

TEST(View, Rule12_AnAcceptedChangeStaysUntilThePullHasPassedIt) {
  RecordState base{kRecord, 3, {{5, group(5, 1, 7)}}};
  EXPECT_EQ(heads(view_of(kRecord, 3, &base, {own(2, {5}, {1}, OwnState::kAccepted, 9)}), 5), Ids{2});
}

TEST(View, Rule11_AGroupThatCameWithALaterSeqIsTakenAsItCame) {
  RecordState base{kRecord, 3, {{5, group(5, 4, 10)}, {6, group(6, 1, 7)}}};
  const auto view = view_of(kRecord, 3, &base, {own(2, {5, 6}, {1}, OwnState::kAccepted, 9)});
  EXPECT_EQ(heads(view, 5), Ids{4});
  EXPECT_EQ(heads(view, 6), Ids{2});
}

TEST(View, AnUnansweredChangeThatBaseHoldsAlreadyStandsOnce) {
  RecordState base{kRecord, 3, {{5, group(5, 2, 9)}}};
  EXPECT_EQ(heads(view_of(kRecord, 3, &base, {own(2, {5}, {1}, OwnState::kWaiting, 0)}), 5), Ids{2});
}

}  // namespace
}  // namespace xinqiao
