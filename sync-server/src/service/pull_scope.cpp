#include "service/pull_scope.h"

#include <algorithm>

#include "base/china_time.h"
#include "model/schema.h"

namespace xinqiao::server {

Result<Scope> Scope::load(Snapshot& snapshot, const Device& device, std::int64_t now_ms) {
  Scope scope(snapshot, device.person);
  scope.power_ = device.revoked_ms != 0 ? Power::kNothing : power_of(device.role);
  if (scope.power_ != Power::kChildren) return scope;
  XQ_ASSIGN(const auto pairings, snapshot.pairings_of(device.person));
  const std::uint32_t today = china_time::day_of(now_ms);
  for (const StoredPairing& pairing : pairings) {
    if (pairing.until != 0 && pairing.until < today) continue;
    // Of several pairings with one child the earliest let it in.
    const auto [entry, fresh] = scope.children_.try_emplace(pairing.child, pairing.enter_seq);
    if (!fresh) entry->second = std::min(entry->second, pairing.enter_seq);
  }
  return scope;
}

Result<bool> Scope::may_see(const StoredRecord& record) {
  if (power_ == Power::kAll) return true;
  if (record.kind == schema::kConcernKind) return !is_hidden_from(record, person_);
  if (record.kind == schema::kConcernStepKind && !record.concern.is_nil()) return may_see_step(record);
  return true;
}

// While the concern itself is not here nobody can tell whether it is confidential.
Result<bool> Scope::may_see_step(const StoredRecord& step) {
  if (const auto known = concerns_.find(step.concern); known != concerns_.end()) return known->second;
  XQ_ASSIGN(const auto rows, snapshot_.records({&step.concern, 1}));
  const bool visible = rows.empty() ? step.author == person_ : !is_hidden_from(rows.front(), person_);
  if (!rows.empty()) concerns_[step.concern] = visible;
  return visible;
}

Result<bool> Scope::holds(const StoredRecord& record) {
  if (power_ == Power::kNothing) return false;
  if (power_ == Power::kChildren && record.shelf != shelf::kDirectory &&
      !children_.contains(Id::from_bytes(record.shelf))) {
    return false;
  }
  return may_see(record);
}

}  // namespace xinqiao::server
