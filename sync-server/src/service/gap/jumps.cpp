#include "service/gap/jumps.h"

#include <algorithm>

namespace xinqiao::server {

const Jump* jump_over(const Incarnation& incarnation, std::uint64_t seq) {
  const auto found = std::ranges::find_if(incarnation.jumps,
                                          [seq](const Jump& jump) { return jump.first <= seq && seq <= jump.last; });
  return found == incarnation.jumps.end() ? nullptr : &*found;
}

std::uint64_t known_behind(const Incarnation& incarnation, std::uint64_t seq) {
  const auto next = std::ranges::find_if(incarnation.jumps, [seq](const Jump& jump) { return jump.first > seq; });
  return next == incarnation.jumps.end() ? incarnation.tip_seq : next->first - 1;
}

Jump filled_to(const Jump& jump, std::uint64_t last) { return {last + 1, jump.last, jump.chain}; }

void put_jump(Incarnation& incarnation, const Jump& jump) {
  std::erase_if(incarnation.jumps, [&](const Jump& one) { return one.last == jump.last; });
  if (jump.first > jump.last) return;
  const auto behind = std::ranges::find_if(incarnation.jumps, [&](const Jump& one) { return one.last > jump.last; });
  incarnation.jumps.insert(behind, jump);
}

}  // namespace xinqiao::server
