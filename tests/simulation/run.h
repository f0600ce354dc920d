#pragma once

#include <optional>
#include <string>

#include "simulation/script/script.h"
#include "simulation/town/town.h"

namespace xinqiao::simulation {

struct Outcome {
  std::string complaint;  // empty: every promise held
  std::string trace;
  std::int64_t simulated_ms = 0;
  Tally tally;
};

Outcome run(const Script& script, const TownOptions& options);

// Leaves out steps and turns off knobs as long as something stays wrong.
struct Shrunk {
  Script script;
  std::vector<std::size_t> kept;  // numbers of the steps in the original
  Outcome outcome;
};
Shrunk shrink(const Script& script, const TownOptions& options);

}  // namespace xinqiao::simulation
