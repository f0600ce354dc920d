#include "merge/world/schedule.h"

#include <array>

#include "testing/seeded_random.h"

namespace xinqiao::testing {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kDay = 24 * 3600 * kSecond;
constexpr std::array<std::int64_t, 4> kJumps = {300 * kSecond, -300 * kSecond, 300 * kDay, -300 * kDay};
constexpr std::array<std::int64_t, 3> kWaits = {50, 200 * kSecond, kDay};
constexpr std::array kNames = {"opens",       "saves", "saves with the other record", "resolves", "deletes",
                               "brings back", "syncs", "'s last request comes again", "jumps",    "waits"};
constexpr std::array kFaults = {
    "", ", request lost", ", answer lost", ", slow request", ", slow answer", ", tardy answer"};

// Out of 100: what people do most comes most.
Act random_act(SeededRandom& random) {
  const auto at = random.below(100);
  if (at < 14) return Act::kOpen;
  if (at < 43) return Act::kSave;
  if (at < 49) return Act::kSaveTwo;
  if (at < 54) return Act::kResolve;
  if (at < 60) return Act::kDelete;
  if (at < 64) return Act::kBringBack;
  if (at < 91) return Act::kSync;
  if (at < 94) return Act::kArriveAgain;
  return at < 97 ? Act::kJump : Act::kWait;
}

Fault random_fault(SeededRandom& random) {
  const auto at = random.below(14);
  return at < 5 ? static_cast<Fault>(at + 1) : Fault::kNone;
}

}  // namespace

Schedule random_schedule(std::uint64_t seed) {
  SeededRandom random(seed);
  const auto drawn = random.below(8);
  const auto phones = drawn < 6 ? 3 : drawn - 2;
  Schedule schedule(10 + random.below(51));
  for (Step& step : schedule) {
    step.act = random_act(random);
    step.phone = static_cast<int>(random.below(phones));
    step.record = random.below(4) == 0 ? 1 : 0;
    step.groups = 1 + static_cast<int>(random.below(7));
    step.value = static_cast<int>(random.below(64));
    step.bad = random.below(16) == 0;
    step.fault = random_fault(random);
    step.ms = step.act == Act::kJump ? kJumps.at(random.below(kJumps.size())) : kWaits.at(random.below(kWaits.size()));
  }
  return schedule;
}

std::string to_string(const Schedule& schedule) {
  std::string out;
  for (const Step& step : schedule) {
    out += "  P" + std::to_string(step.phone + 1) + " " + kNames.at(static_cast<std::size_t>(step.act));
    const bool saves = step.act == Act::kSave || step.act == Act::kSaveTwo || step.act == Act::kResolve;
    if (step.act < Act::kSync) out += " record " + std::to_string(step.record);
    if (saves) out += ", groups " + std::to_string(step.groups) + ", values " + std::to_string(step.value);
    if (saves && step.bad) out += ", bad";
    if (step.act == Act::kSync) {
      out += ", page of " + std::to_string(1 + step.value % 3) + kFaults.at(static_cast<std::size_t>(step.fault));
    }
    if (step.act >= Act::kJump) out += " " + std::to_string(step.ms) + " ms";
    out += "\n";
  }
  return out;
}

}  // namespace xinqiao::testing
