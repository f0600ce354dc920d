#include "merge/state_codec.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "model/wire_reader.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao {
namespace {

using Wanted = std::function<bool(std::uint32_t, const GroupState&)>;

// What groups share when they share a form: one head, one seq.
struct Common {
  ChangeId id = 0;
  Stamp effective = 0;
  Id author;
  std::uint64_t seq = 0;

  auto operator<=>(const Common&) const = default;
};

bool is_simple(std::uint32_t number, const GroupState& group) {
  return number != kDeletedGroup && group.heads.size() == 1 && group.named.empty() && group.heads.front().saw.empty();
}

Common common_of(const GroupState& group) {
  const Head& head = group.heads.front();
  return {head.id, head.effective, head.author, group.seq};
}

Common commonest(const RecordState& state, const Wanted& wanted) {
  std::map<Common, int> counts;  // nearly always of one
  for (const auto& [number, group] : state.groups) {
    if (is_simple(number, group) && (!wanted || wanted(number, group))) ++counts[common_of(group)];
  }
  const auto best =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return best == counts.end() ? Common() : best->first;
}

void encode_group(std::uint32_t number, const GroupState& group, v1::GroupOfState& out) {
  out.set_number(number);
  out.set_seq(group.seq);
  for (const Head& head : group.heads) {
    auto& to = *out.add_heads();
    to.set_id(head.id);
    if (head.value) to.set_value(*head.value);
    to.set_effective(head.effective);
    to.set_author(head.author.str());
    for (const ChangeId id : head.covers) to.add_covers(id);
    for (const Saw& saw : head.saw) {
      auto& told = *to.add_saw();
      told.set_id(saw.id);
      if (saw.value) told.set_value(*saw.value);
      told.set_effective(saw.effective);
      told.set_author(saw.author.str());
      told.set_how(static_cast<std::uint32_t>(saw.how));
    }
  }
  for (const ChangeId id : group.named) out.add_named(id);
}

// A value is made of occurrences of its group's field; that of a deletion is empty. Any other would be another group's
// once it is encoded again.
bool is_value_of(std::uint32_t number, BytesView value) {
  if (number == kDeletedGroup || value.empty()) return number == kDeletedGroup && value.empty();
  WireReader reader(value);
  Occurrence one;
  while (reader.next(one)) {
    if (one.number != number) return false;
  }
  return !reader.broken();
}

// Only a deletion covers others.
bool is_head_of(std::uint32_t number, const Head& head) {
  return (number == kDeletedGroup || head.covers.empty()) && (!head.value || is_value_of(number, *head.value));
}

bool are_heads_of(std::uint32_t number, const std::vector<Head>& heads) {
  const bool twice = std::ranges::adjacent_find(heads, {}, &Head::id) != heads.end();
  return !twice && std::ranges::all_of(heads, [&](const Head& head) { return is_head_of(number, head); });
}

Status decode_group(const v1::GroupOfState& in, RecordState& state) {
  if (static_cast<std::size_t>(in.heads_size()) > limits::kHeadsPerGroup) {
    return Error{ErrorCode::kTooLarge, "a record's group has too many heads"};
  }
  GroupState group;
  group.seq = in.seq();
  for (const auto& from : in.heads()) {
    Head head{from.id(),
              std::nullopt,
              from.effective(),
              Id::from_bytes(from.author()),
              {from.covers().begin(), from.covers().end()}};
    if (from.has_value()) head.value = from.value();
    for (const auto& told : from.saw()) {
      const auto how = static_cast<Saw::How>(std::min(told.how(), 2U));
      head.saw.push_back({told.id(), std::nullopt, told.effective(), Id::from_bytes(told.author()), how});
      if (told.has_value()) head.saw.back().value = told.value();
    }
    group.heads.push_back(std::move(head));
  }
  std::sort(group.heads.begin(), group.heads.end(), [](const Head& a, const Head& b) { return a.id < b.id; });
  if (!are_heads_of(in.number(), group.heads)) return Error{ErrorCode::kInvalid, "a record's group is malformed"};
  group.named.assign(in.named().begin(), in.named().end());
  std::sort(group.named.begin(), group.named.end());
  state.groups[in.number()] = std::move(group);
  return {};
}

}  // namespace

void encode_state(const RecordState& state, const Wanted& wanted, v1::RecordState& out) {
  const Common common = commonest(state, wanted);
  out.set_record(state.record.str());
  out.set_kind(state.kind);
  out.set_id(common.id);
  out.set_effective(common.effective);
  if (!common.author.is_nil()) out.set_author(common.author.str());
  out.set_seq(common.seq);
  std::size_t size = 0;
  for (const auto& [number, group] : state.groups) {
    if (is_simple(number, group) && group.heads.front().value) size += group.heads.front().value->size();
  }
  out.mutable_fields()->reserve(size);
  for (const auto& [number, group] : state.groups) {
    if (wanted && !wanted(number, group)) continue;
    if (!is_simple(number, group) || common_of(group) != common) {
      encode_group(number, group, *out.add_groups());
    } else if (group.heads.front().value) {
      out.mutable_fields()->append(*group.heads.front().value);
    } else {
      out.add_cleared(number);
    }
  }
}

Result<RecordState> decode_state(const v1::RecordState& in) {
  RecordState state;
  state.record = Id::from_bytes(in.record());
  if (state.record.is_nil()) return Error{ErrorCode::kInvalid, "a record state without a record id"};
  state.kind = in.kind();
  const Id author = Id::from_bytes(in.author());
  XQ_ASSIGN(auto fields, split_fields(in.fields()));
  const auto add_simple = [&](std::uint32_t number, std::optional<Bytes> value) {
    GroupState& group = state.groups[number];
    group.heads.clear();
    group.heads.push_back(Head{in.id(), std::move(value), in.effective(), author, {}});
    group.seq = in.seq();
  };
  for (auto& [number, value] : fields) add_simple(number, std::move(value));
  for (const std::uint32_t number : in.cleared()) add_simple(number, std::nullopt);
  for (const auto& group : in.groups()) XQ_TRY(decode_group(group, state));
  return state;
}

Bytes encode_state(const RecordState& state) {
  v1::RecordState message;
  encode_state(state, nullptr, message);
  return message.SerializeAsString();
}

v1::RecordState state_created_by(const Change& change, std::uint64_t seq) {
  v1::RecordState state;
  state.set_record(change.record.str());
  state.set_kind(change.kind);
  state.set_id(change.id);
  state.set_effective(change.effective);
  if (!change.author.is_nil()) state.set_author(change.author.str());
  state.set_seq(seq);
  std::size_t size = 0;
  for (const TouchedGroup& touched : change.groups) size += touched.value ? touched.value->size() : 0;
  state.mutable_fields()->reserve(size);
  for (const TouchedGroup& touched : change.groups) {
    if (touched.value) {
      state.mutable_fields()->append(*touched.value);
    } else {
      state.add_cleared(touched.number);
    }
  }
  return state;
}

Result<RecordState> decode_state(BytesView bytes) {
  v1::RecordState message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Error{ErrorCode::kCorrupt, "a record state that does not parse"};
  }
  return decode_state(message);
}

}  // namespace xinqiao
