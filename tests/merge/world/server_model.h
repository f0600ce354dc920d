#pragma once

#include "merge/world/bug.h"
#include "merge/world/messages.h"

namespace xinqiao::testing {

// The server's part of docs/protocol.md sections 4, 6 and 7 in memory, over the real merge and the real form of a
// delta: verdicts by transaction, effective stamps, organisation seqs, paged pulls. No scope, no rights.
class ServerModel {
 public:
  ServerModel(Bug bug, Oracle& oracle) : bug_(bug), oracle_(oracle) {}

  Response handle(int phone, const Request& request, std::int64_t now_ms);
  // A pull without a push; `accepted` was accepted in the same answer.
  Response pull(const Cursor& cursor, std::size_t page_records, const std::set<ChangeId>& accepted) const;

  const std::map<Id, RecordState>& records() const { return records_; }
  // Accepted changes in the order in which they were merged, with their effective stamps.
  const std::vector<Change>& log() const { return log_; }
  std::uint64_t last_seq() const { return last_seq_; }

 private:
  void take(int phone, std::vector<Change> together, const Request& request, std::int64_t now_ms, Stamp shift);
  bool is_refused(int phone, const Change& change, const Request& request) const;
  void take_in(const Change& change, std::uint64_t seq);
  void take_again(const Change& change);
  bool is_accepted(ChangeId id) const;
  RecordState delta_of(const RecordState& state, std::uint64_t beyond, const std::set<ChangeId>& accepted) const;

  Bug bug_;
  Oracle& oracle_;
  std::uint64_t last_seq_ = 0;
  std::map<ChangeId, Receipt> receipts_;
  std::map<Id, RecordState> records_;
  std::set<std::pair<int, Id>> spoiled_;  // phone, record: has a refused change
  std::vector<Change> log_;
};

}  // namespace xinqiao::testing
