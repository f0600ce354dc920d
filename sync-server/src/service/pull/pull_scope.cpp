#include "service/pull/pull_scope.h"

#include <algorithm>

#include "domain/rights.h"
#include "model/schema.h"

namespace xinqiao::server {

Result<Scope> Scope::load(Snapshot& snapshot, const Device& device) {
  Scope scope(snapshot, device.person);
  scope.power_ = device.revoked_ms != 0 ? Power::kNothing : power_of(device.role);
  if (scope.power_ == Power::kNothing) return scope;
  XQ_ASSIGN(const auto holdings, holdings_of(snapshot, device.person));
  scope.case_worker_ = holdings.case_worker;
  if (scope.power_ == Power::kAll) {
    if (!holdings.case_worker) return scope;
    XQ_ASSIGN(const auto confided, snapshot.confided());
    for (const Id& child : confided) scope.shelves_[child] = {holdings.case_worker_seq, false};
    return scope;
  }
  scope.shelves_[device.person] = {};
  for (const auto& [child, holding] : holdings.children) {
    if (holding.capacities != 0) scope.shelves_[child] = {holding.enter_seq, false};
    if (holding.capacities == 0 && holding.on_round) scope.shelves_[child] = {holding.round_seq, true};
  }
  if (!holdings.case_worker) return scope;
  // What was confided before they were a case worker comes with its child once more.
  XQ_ASSIGN(const auto confided, snapshot.confided());
  for (const Id& child : confided) {
    const auto shelf = scope.shelves_.find(child);
    if (shelf == scope.shelves_.end() || shelf->second.on_round) continue;
    shelf->second.enter_seq = std::max(shelf->second.enter_seq, holdings.case_worker_seq);
  }
  return scope;
}

bool Scope::is_on_round(const StoredRecord& record) const {
  const auto shelf = shelves_.find(Id::from_bytes(record.shelf));
  return shelf != shelves_.end() && shelf->second.on_round && record.author != person_;
}

bool Scope::is_partial(const StoredRecord& record) const {
  return record.kind == schema::kChildKind && is_on_round(record);
}

Result<bool> Scope::may_see(const StoredRecord& record) {
  if (record.kind == 0) return false;  // only edits of it are here, and nobody could tell what it is
  if (is_on_round(record) && !rights::is_seen_on_round(record.kind)) return false;
  if (record.kind == schema::kConcernStepKind) return may_see_step(record);
  const bool of_concern = record.kind == schema::kConcernKind || record.kind == schema::kHeldChangeKind;
  return !of_concern || !is_hidden_from(record, person_, case_worker_);
}

// While the concern itself is not here, or the step names none, nobody can tell whether it is confidential.
Result<bool> Scope::may_see_step(const StoredRecord& step) {
  const bool by_itself = step.author == person_ || power_ == Power::kAll;
  if (step.concern.is_nil()) return by_itself;
  if (const auto known = concerns_.find(step.concern); known != concerns_.end()) return known->second;
  XQ_ASSIGN(const auto rows, snapshot_.records({&step.concern, 1}));
  if (rows.empty() || rows.front().kind != schema::kConcernKind) return by_itself;
  const bool visible = !is_hidden_from(rows.front(), person_, case_worker_);
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
