#include "merge/world/world.h"

namespace xinqiao::testing {

std::optional<std::string> violation(const Schedule& schedule, Bug bug) {
  MergeWorld world(bug);
  if (auto wrong = world.run(schedule)) return wrong;
  return world.drain();
}

Finding shrink(Schedule schedule, Bug bug) {
  for (std::size_t piece = schedule.size(); piece > 0; piece /= 2) {
    for (std::size_t at = 0; at < schedule.size();) {
      Schedule shorter = schedule;
      const auto from = shorter.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = static_cast<std::ptrdiff_t>(std::min(piece, schedule.size() - at));
      shorter.erase(from, from + count);
      if (violation(shorter, bug)) {
        schedule = std::move(shorter);
      } else {
        at += piece;
      }
    }
  }
  return {violation(schedule, bug).value_or("nothing"), schedule};
}

}  // namespace xinqiao::testing
