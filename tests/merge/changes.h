#pragma once

#include <algorithm>

#include "merge/record_state.h"

// Short ways to write changes in tests.
namespace xinqiao::testing {

inline Id record_id() { return Id::from_bytes("record-id-16byte"); }

inline Bytes number_field(std::uint32_t number, std::uint64_t value) {
  Bytes out;
  write_varint(out, number, value);
  return out;
}

inline TouchedGroup sets(std::uint32_t group, std::uint64_t value, std::vector<ChangeId> seen = {}) {
  return {group, number_field(group, value), std::move(seen), {}};
}

inline TouchedGroup clears(std::uint32_t group, std::vector<ChangeId> seen) {
  return {group, std::nullopt, std::move(seen), {}};
}

inline Change change(ChangeId id, std::vector<TouchedGroup> groups, Stamp effective = 0) {
  Change out;
  out.id = id;
  out.record = record_id();
  out.kind = 1;
  out.written = out.effective = effective == 0 ? id : effective;
  out.author = Id::from_bytes("author--16-bytes");
  out.groups = std::move(groups);
  return out;
}

inline Change deletion(ChangeId id, std::vector<ChangeId> covers, std::vector<ChangeId> seen = {}) {
  return change(id, {{kDeletedGroup, Bytes(), std::move(seen), std::move(covers)}});
}

inline std::vector<ChangeId> heads(const RecordState& state, std::uint32_t group) {
  std::vector<ChangeId> ids;
  const auto found = state.groups.find(group);
  if (found == state.groups.end()) return ids;
  for (const Head& head : found->second.heads) ids.push_back(head.id);
  return ids;
}

// Merges in the order given, knowing exactly what has been merged before.
inline RecordState merged(const std::vector<Change>& changes) {
  RecordState state;
  std::vector<ChangeId> arrived;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto known = [&](ChangeId id) { return std::find(arrived.begin(), arrived.end(), id) != arrived.end(); };
    if (known(changes[i].id)) continue;
    merge(state, changes[i], i + 1, known);
    arrived.push_back(changes[i].id);
  }
  return state;
}

}  // namespace xinqiao::testing
