// The simulator's worlds (docs/testing.md): the input is the script, a few bytes a choice, instead of a seed. Every
// promise holds in each.
#include <filesystem>
#include <iostream>

#include "base/check.h"
#include "fuzz/targets.h"
#include "simulation/run.h"
#include "simulation/script/choices.h"
#include "testing/temp_folder.h"

namespace xinqiao::fuzz {
namespace {

constexpr std::uint64_t kStepsMax = 40;

// Of each phone the lock file alone lies on a real disk.
simulation::TownOptions options() {
  static const testing::TempFolder folder;
  constexpr int kPhones = 40;
  for (int i = 0; i < kPhones; ++i) std::filesystem::create_directory(folder / ("phone-" + std::to_string(i)));
  simulation::TownOptions out;
  out.lock_folders = folder.path();
  return out;
}

}  // namespace

void fuzz_simulation(BytesView input) {
  static const simulation::TownOptions kOptions = options();
  simulation::ByteChoices choices(input);
  const auto outcome = simulation::run(simulation::draw_script(choices, {kStepsMax}), kOptions);
  if (!outcome.complaint.empty()) std::cerr << outcome.trace << outcome.complaint << "\n";
  XQ_CHECK(outcome.complaint.empty());
}

}  // namespace xinqiao::fuzz
