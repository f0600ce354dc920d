#include "simulation/run.h"

#include <numeric>

namespace xinqiao::simulation {
namespace {

Script part_of(const Script& script, const std::vector<std::size_t>& kept) {
  Script out = script;
  out.steps.clear();
  for (const std::size_t number : kept) out.steps.push_back(script.steps[number]);
  return out;
}

}  // namespace

Outcome run(const Script& script, const TownOptions& options) {
  Town town(script, options);
  town.set_up();
  for (const Step& step : script.steps) town.step(step);
  town.come_to_rest();
  return {town.complaint(), town.trace(), town.simulated_ms(), town.tally()};
}

Shrunk shrink(const Script& script, const TownOptions& options) {
  Shrunk best{script, std::vector<std::size_t>(script.steps.size()), {}};
  std::iota(best.kept.begin(), best.kept.end(), std::size_t{0});
  Script whole = script;
  const auto fails = [&](const Script& knobs, const std::vector<std::size_t>& kept) {
    Script candidate = part_of(whole, kept);
    candidate.knobs = knobs.knobs;
    return !run(candidate, options).complaint.empty();
  };
  for (std::size_t piece = best.kept.size(); piece > 0; piece /= 2) {
    for (std::size_t at = 0; at < best.kept.size();) {
      std::vector<std::size_t> fewer = best.kept;
      const auto from = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(from, from + static_cast<std::ptrdiff_t>(std::min(piece, fewer.size() - at)));
      if (fails(whole, fewer)) {
        best.kept = std::move(fewer);
      } else {
        at += piece;
      }
    }
  }
  for (const Knob& knob : kKnobs) {
    Script quieter = whole;
    quieter.knobs.*knob.value = 0;
    if (fails(quieter, best.kept)) whole.knobs = quieter.knobs;
  }
  best.script = part_of(whole, best.kept);
  best.outcome = run(best.script, options);
  return best;
}

}  // namespace xinqiao::simulation
