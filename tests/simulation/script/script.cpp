#include "simulation/script/script.h"

#include <array>

namespace xinqiao::simulation {
namespace {

constexpr std::uint64_t kParts = 1000;
constexpr std::uint64_t kDrawn = std::uint64_t{1} << 48;
constexpr std::uint64_t kPhonesMax = 12;

// What a world of this kind sees seldom or never; the rest of the steps are what people do all day.
std::array<std::pair<int, Act>, 10> rare_acts(const Knobs& knobs) {
  return {{{knobs.phone_clock_jumps, Act::kPhoneClockJumps},
           {knobs.server_clock_jumps, Act::kServerClockJumps},
           {knobs.phone_cloned, Act::kClonePhone},
           {knobs.phone_put_back, Act::kPutBackPhone},
           {knobs.phone_lost, Act::kLosePhone},
           {knobs.server_put_back, Act::kPutBackServer},
           {knobs.pairings / 3, Act::kPair},
           {knobs.pairings - knobs.pairings / 3, Act::kUnpair},
           {knobs.decisions, Act::kDecide},
           {knobs.resolves, Act::kResolve}}};
}

Act common_act(std::uint64_t at) {
  if (at < 8) return Act::kOpen;
  if (at < 38) return Act::kSave;
  if (at < 50) return Act::kCreate;
  if (at < 55) return Act::kSaveTwo;
  if (at < 61) return Act::kDelete;
  if (at < 93) return Act::kSync;
  if (at < 95) return Act::kReopen;
  return at < 97 ? Act::kRestartServer : Act::kWait;
}

Act draw_act(Choices& choices, const Knobs& knobs) {
  auto at = static_cast<int>(choices.below(kParts));
  for (const auto& [parts, act] : rare_acts(knobs)) {
    if (at < parts) return act;
    at -= parts;
  }
  return common_act(choices.below(100));
}

}  // namespace

const char* name_of(Act act) {
  constexpr std::array kNames = {"opens a form",
                                 "saves",
                                 "creates",
                                 "saves two",
                                 "deletes or brings back",
                                 "syncs",
                                 "reopens",
                                 "server restarts",
                                 "waits",
                                 "clock jumps",
                                 "server clock jumps",
                                 "is cloned",
                                 "is put back",
                                 "is lost",
                                 "server is put back",
                                 "pairs",
                                 "unpairs",
                                 "decides",
                                 "resolves"};
  return kNames.at(static_cast<std::size_t>(act));
}

Script draw_script(Choices& choices, const ScriptLimits& limits) {
  Script script;
  script.knobs = draw_knobs(choices);
  script.offices = 1 + static_cast<int>(choices.below(3));
  const std::uint64_t crowd = choices.below(8);  // mostly few: more of them meet
  script.helpers = 1 + static_cast<int>(crowd == 0 ? choices.below(kPhonesMax - 4) : choices.below(2));
  script.children = 1 + static_cast<int>(choices.below(3));
  const std::uint64_t steps = limits.steps_max / 6 + choices.below(limits.steps_max);
  for (std::uint64_t i = 0; i < steps; ++i) {
    Step step;
    step.act = draw_act(choices, script.knobs);
    step.who = choices.below(kPhonesMax);
    step.draw = choices.below(kDrawn);
    script.steps.push_back(step);
  }
  return script;
}

}  // namespace xinqiao::simulation
