#pragma once

#include "merge/record_state.h"

// What the author of a value had seen before: it makes a clash understandable, and tells afterwards what was
// decided. For people alone; two replicas may know more or less of it.
namespace xinqiao {

// Of the ids `seen`, those whose values the group still tells: as heads, or because a head's author saw them too. What
// a seen head had decided between goes on with it while it is at most kStoryBytes, so that history can tell it.
inline constexpr std::size_t kStoryBytes = 2 * 1024;
std::vector<Saw> saw_in(const GroupState& group, const std::vector<ChangeId>& seen);

// The author chose between values that differ.
bool is_decision(const std::vector<Saw>& saw);

}  // namespace xinqiao
