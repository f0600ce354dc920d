#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace xinqiao::simulation {

// How often each fault has happened and each rare state was reached: a fault that never fires proves nothing.
using Tally = std::map<std::string, std::uint64_t>;

inline void add(Tally& tally, const std::string& what, std::uint64_t times = 1) {
  if (times > 0) tally[what] += times;
}

}  // namespace xinqiao::simulation
