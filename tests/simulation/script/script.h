#pragma once

#include <cstdint>
#include <vector>

#include "simulation/script/knobs.h"

namespace xinqiao::simulation {

enum class Act {
  kOpen,
  kSave,
  kCreate,
  kSaveTwo,
  kDelete,
  kSync,
  kReopen,
  kRestartServer,
  kWait,
  kPhoneClockJumps,
  kServerClockJumps,
  kClonePhone,
  kPutBackPhone,  // or makes the backup that will be
  kLosePhone,
  kPutBackServer,
  kPair,
  kUnpair,
  kDecide,
  kResolve,
};
const char* name_of(Act act);

struct Step {
  Act act = Act::kWait;
  std::uint64_t who = 0;   // a phone, by this modulo
  std::uint64_t draw = 0;  // a seed of its own for what it does and what goes wrong at it
};

// A world's fate. Any part of the steps, in order, is a script again: one that makes no sense where it stands does
// nothing. So scripts shrink.
struct Script {
  Knobs knobs;
  int offices = 1;
  int helpers = 1;
  int children = 1;
  std::vector<Step> steps;
};

struct ScriptLimits {
  std::uint64_t steps_max = 60;
};
Script draw_script(Choices& choices, const ScriptLimits& limits);

}  // namespace xinqiao::simulation
