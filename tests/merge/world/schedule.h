#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace xinqiao::testing {

enum class Act { kOpen, kSave, kSaveTwo, kResolve, kDelete, kBringBack, kSync, kArriveAgain, kJump, kWait };

// What happens on the way of one request.
enum class Fault { kNone, kRequestLost, kAnswerLost, kSlowRequest, kSlowAnswer, kTardyAnswer };

struct Step {
  Act act = Act::kWait;
  int phone = 0;
  int record = 0;
  int groups = 1;  // of a save: bits of the groups it writes
  int value = 0;   // of a save: the values, by group; of a sync: records in a page, by three
  bool bad = false;
  Fault fault = Fault::kNone;
  std::int64_t ms = 0;  // of a jump or a wait
};

using Schedule = std::vector<Step>;

constexpr int kWorldPhones = 5;
constexpr int kWorldRecords = 2;

// Any sequence of steps is a possible history: a step that makes no sense where it stands does nothing.
// Three to five phones and ten to sixty steps, by the seed.
Schedule random_schedule(std::uint64_t seed);
// One step a line, for people.
std::string to_string(const Schedule& schedule);

}  // namespace xinqiao::testing
