#pragma once

#include <map>
#include <set>
#include <unordered_set>

#include "service/push/past_changes.h"
#include "service/push/working_set.h"

namespace xinqiao::server {

// Merges accepted changes into the working set, with the columns that paging and rights read, and what people had
// seen. Thread rule and lifetime: the working set's.
class PushMerge {
 public:
  PushMerge(Snapshot& snapshot, const Identity& identity, WorkingSet& set, std::int64_t now_ms)
      : set_(set), past_(snapshot, identity), now_ms_(now_ms) {}

  Status merge_change(Change change, Stamp effective, std::uint64_t seq);
  // Once, after all merges: in a clash what everybody had seen goes with the values, and what came late is in the
  // story.
  Status tell_people();
  // Records of which nothing was here, and that one change each, which had seen nothing, has made.
  std::unordered_set<Id>& begun() { return begun_; }
  // Effective stamps that merging corrected.
  std::map<ChangeId, Stamp>& restamped() { return restamped_; }

 private:
  void begin(Change change, std::uint64_t seq);
  void note_late(RecordState& state, const Change& change, bool begins);
  void restamp(RecordState& state, Stamp next, std::uint64_t seq);

  WorkingSet& set_;
  PastChanges past_;
  const std::int64_t now_ms_;
  std::unordered_set<Id> begun_;
  std::map<ChangeId, Stamp> restamped_;
  std::set<std::pair<Id, std::uint32_t>> to_tell_;    // groups in a clash
  std::set<std::pair<Id, std::uint32_t>> to_retell_;  // groups of which something came behind what overwrites it
};

}  // namespace xinqiao::server
