#include "service/pull/pull_scope.h"

#include <algorithm>

#include "model/schema.h"

namespace xinqiao::server {

Result<Scope> Scope::load(Snapshot& snapshot, const Device& device) {
  Scope scope(snapshot, device.person);
  scope.power_ = device.revoked_ms != 0 ? Power::kNothing : power_of(device.role);
  if (scope.power_ != Power::kChildren) return scope;
  scope.shelves_[device.person] = 0;
  XQ_ASSIGN(const auto pairings, snapshot.pairings_of(device.person));
  for (const StoredPairing& pairing : pairings) {
    // Of several pairings with one child the earliest let it in.
    const auto [entry, fresh] = scope.shelves_.try_emplace(pairing.child, pairing.enter_seq);
    if (!fresh) entry->second = std::min(entry->second, pairing.enter_seq);
  }
  return scope;
}

Result<bool> Scope::may_see(const StoredRecord& record) {
  if (record.kind == 0) return false;  // only edits of it are here, and nobody could tell what it is
  if (power_ == Power::kAll) return true;
  if (record.kind == schema::kConcernKind) return !is_hidden_from(record, person_);
  if (record.kind == schema::kConcernStepKind) return may_see_step(record);
  return true;
}

// While the concern itself is not here, or the step names none, nobody can tell whether it is confidential.
Result<bool> Scope::may_see_step(const StoredRecord& step) {
  if (step.concern.is_nil()) return step.author == person_;
  if (const auto known = concerns_.find(step.concern); known != concerns_.end()) return known->second;
  XQ_ASSIGN(const auto rows, snapshot_.records({&step.concern, 1}));
  if (rows.empty() || rows.front().kind != schema::kConcernKind) return step.author == person_;
  const bool visible = !is_hidden_from(rows.front(), person_);
  concerns_[step.concern] = visible;
  return visible;
}

Result<bool> Scope::holds(const StoredRecord& record) {
  if (power_ == Power::kNothing) return false;
  if (power_ == Power::kChildren && record.shelf != shelf::kDirectory &&
      !shelves_.contains(Id::from_bytes(record.shelf))) {
    return false;
  }
  return may_see(record);
}

}  // namespace xinqiao::server
