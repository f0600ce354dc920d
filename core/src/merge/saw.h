#pragma once

#include "merge/record_state.h"

// What the author of a value had seen before: it makes a clash understandable, and tells afterwards what was
// decided. For people alone; two replicas may know more or less of it.
namespace xinqiao {

// Of the ids `seen`, those whose values the group still tells: as heads, or because a head's author saw them too. The
// values of a clash go on with whatever overwrites them, the latest kStoryBytes of them, so that history can tell it.
inline constexpr std::size_t kStoryBytes = 16 * 1024;
// Who deleted a record, and who brought it back, is told in the same way. `number`: the group's.
std::vector<Saw> saw_in(const GroupState& group, std::uint32_t number, const std::vector<ChangeId>& seen);

// There was a clash: this is told as long as the value stands.
bool is_story(const std::vector<Saw>& saw);

}  // namespace xinqiao
