#pragma once

#include "simulation/oracle/logs.h"
#include "simulation/town/town.h"

namespace xinqiao::simulation {

// What is on the disks when nobody has anything to say any more.
struct Town::Rest {
  ServerLog server;
  Truth::Accepted accepted;
  std::map<int, std::vector<OwnRow>> own;  // by phone
};

// The end of a change's id, as traces and complaints write it.
inline std::string word(ChangeId id) { return "#" + std::to_string(id % 10000); }

}  // namespace xinqiao::simulation
