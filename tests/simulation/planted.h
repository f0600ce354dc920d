#pragma once

#include <string>
#include <vector>

#include "simulation/town/town.h"

namespace xinqiao::simulation {

// Bugs to be found: weakened disks and late commits in every build, those of base/planted.h where it has them.
// Each with the number of the promise that it breaks first: "1 phone_synchronous_off".
std::vector<std::string> planted_names();
// False when this build has no such bug.
bool plant(const std::string& name, TownOptions& options);

}  // namespace xinqiao::simulation
