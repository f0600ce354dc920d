#pragma once

#include <map>
#include <span>
#include <unordered_map>

#include "auth/rights.h"
#include "model/validate/validate.h"
#include "service/push/working_set.h"

namespace xinqiao::server {

// A page never splits an organisation seq, and an answer is one frame: neither a record nor all that one transaction
// touches may grow beyond what fits beside a page.
inline constexpr std::size_t kStateBytes = 256 * 1024;          // a record with all its open values
inline constexpr std::size_t kTransactionStates = 1024 * 1024;  // the records of one transaction, each whole
inline constexpr std::size_t kNamedPerGroup = 4096;             // seen but not arrived

// About what a change adds to its record's state.
std::size_t size_in_state(const Change& change);

// What is wrong with what a creation sets; of an edit the judge knows the record's kind.
Violation violation_of(const Change& change);

struct Judgement {
  v1::Verdict verdict = v1::VERDICT_ACCEPTED;
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::uint32_t field = 0;
};

// Gives each change of one transaction its verdict at its place in the order (docs/protocol.md
// section 6). Changes nothing. Used for one transaction, on the writer's thread.
class PushJudge {
 public:
  // `place`: of the first change in the incarnation.
  PushJudge(WorkingSet& set, const Author& author, const Id& incarnation, std::uint64_t place)
      : set_(set), author_(author), incarnation_(incarnation), place_(place) {}

  // One judgement for each change; the worst is everybody's.
  Result<std::vector<Judgement>> judge(std::span<const Change> transaction, std::span<const Violation> violations);

 private:
  Result<Judgement> judge_one(const Change& change, const Violation& created);
  Judgement judge_form(const Change& change, const StoredRecord* before, const Violation& created) const;
  Result<Judgement> judge_size(const Change& change, WorkingRecord* record);
  Judgement judge_seen(const Change& change) const;
  // Of the changes of this record and incarnation that were not taken, one that this change does not replace.
  bool waits_behind_refused(const Change& change, bool exists) const;
  bool withdraws(const Change& change) const;
  bool replaces_refused(const Change& change, ChangeId id) const;
  const StoredRecord* before(const Id& record);  // null: nobody created it

  WorkingSet& set_;
  const Author& author_;
  const Id incarnation_;
  const std::uint64_t place_;
  std::unordered_map<Id, StoredRecord> pending_;               // as earlier changes of the transaction make them
  std::map<std::pair<Id, std::uint32_t>, std::size_t> added_;  // heads, by those changes
  std::unordered_map<Id, std::size_t> added_bytes_;
  std::size_t touched_bytes_ = 0;  // of all records of the transaction
  bool alone_ = false;             // the transaction is one change
};

}  // namespace xinqiao::server
