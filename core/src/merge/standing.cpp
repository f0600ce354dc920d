#include "merge/standing.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/check.h"
#include "base/crypto.h"
#include "base/planted.h"

namespace xinqiao {
namespace {

// Gravity of a danger sign's value: its enum number, 0 when cleared.
std::uint64_t gravity(const Head& head, const schema::Field* field) {
  if (field == nullptr || !field->danger || !head.value || planted(Bug::kGraverDoesNotStand)) return 0;
  return read_varint(*head.value).value_or(0);
}

const schema::Field* field_of(std::uint32_t kind, std::uint32_t number) {
  const schema::Kind* known = schema::find_kind(kind);
  return known == nullptr ? nullptr : known->message->find(number);
}

bool has_deletion(const RecordState& state) {
  const auto deleted = state.groups.find(kDeletedGroup);
  return deleted != state.groups.end() && std::any_of(deleted->second.heads.begin(), deleted->second.heads.end(),
                                                      [](const Head& head) { return head.value.has_value(); });
}

}  // namespace

const Head& standing(const GroupState& group, const schema::Field* field) {
  XQ_CHECK(!group.heads.empty());
  return *std::max_element(group.heads.begin(), group.heads.end(), [&](const Head& a, const Head& b) {
    return std::tuple(gravity(a, field), a.effective, a.id) < std::tuple(gravity(b, field), b.effective, b.id);
  });
}

std::vector<ChangeId> shown_ids(const GroupState& group, const schema::Field* field) {
  std::vector<ChangeId> ids;
  if (group.heads.empty()) return ids;
  const Head& shown = standing(group, field);
  for (const Head& head : group.heads) {
    if (head.value == shown.value) ids.push_back(head.id);
  }
  return ids;
}

bool is_clash(const GroupState& group) {
  return std::any_of(group.heads.begin(), group.heads.end(),
                     [&](const Head& head) { return head.value != group.heads.front().value; });
}

std::uint64_t clash_id(const Id& record, std::uint32_t group) {
  Bytes input = record.str();
  append_u32(input, group);
  return read_u64(crypto::hash(input));
}

bool is_hidden(const RecordState& state) { return has_deletion(state) && uncovered_heads(state).empty(); }

bool is_deletion_clash(const RecordState& state) { return has_deletion(state) && !uncovered_heads(state).empty(); }

std::vector<ChangeId> uncovered_heads(const RecordState& state) {
  std::vector<ChangeId> covered;
  if (const auto deleted = state.groups.find(kDeletedGroup); deleted != state.groups.end()) {
    for (const Head& head : deleted->second.heads)
      covered.insert(covered.end(), head.covers.begin(), head.covers.end());
  }
  std::sort(covered.begin(), covered.end());
  const auto heads = all_heads(state);
  std::vector<ChangeId> out;
  std::set_difference(heads.begin(), heads.end(), covered.begin(), covered.end(), std::back_inserter(out));
  return out;
}

std::vector<ChangeId> all_heads(const RecordState& state) {
  std::vector<ChangeId> ids;
  for (const auto& [number, group] : state.groups) {
    if (number == kDeletedGroup) continue;
    for (const Head& head : group.heads) ids.push_back(head.id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Fields shown_fields(const RecordState& state) {
  Fields fields;
  for (const auto& [number, group] : state.groups) {
    if (number == kDeletedGroup || group.heads.empty()) continue;
    const Head& head = standing(group, field_of(state.kind, number));
    if (head.value) fields[number] = *head.value;
  }
  return fields;
}

}  // namespace xinqiao
