#pragma once

#include <set>

#include "service/push/past_changes.h"
#include "service/push/working_set.h"

namespace xinqiao::server {

// Merges accepted changes into the working set, with the columns that paging and rights read, and what people had
// seen. Thread rule and lifetime: the working set's.
class PushMerge {
 public:
  PushMerge(Snapshot& snapshot, const Identity& identity, WorkingSet& set) : set_(set), past_(snapshot, identity) {}

  Status merge_change(const Change& change, Stamp effective, std::uint64_t seq);
  // Once, after all merges: in a clash what everybody had seen goes with the values.
  Status tell_people();

 private:
  WorkingSet& set_;
  PastChanges past_;
  std::set<std::pair<Id, std::uint32_t>> to_tell_;  // groups in a clash
};

}  // namespace xinqiao::server
