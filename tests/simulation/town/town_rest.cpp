#include "simulation/town/town.h"

namespace xinqiao::simulation {
namespace {

constexpr int kRoundsMax = 12;
constexpr std::uint64_t kRestSeed = 30'000'000'000'000'000;  // beyond those of steps

}  // namespace

// Everybody syncs once without a fault; true when nobody had anything to say or to be told.
bool Town::is_quiet() {
  bool quiet = true;
  for (const auto& phone : phones_) {
    Wire wire(wire_world(), 0);
    const auto wait = [this](std::int64_t ms) {
      time_.now_ms += ms;
      return true;
    };
    const auto report = phone->client->sync(wire, wait, 30'000, nullptr);
    if (!report.ok()) {
      complain(phone->name() + " cannot sync, though nothing is in its way: " + report.error().message);
      return true;
    }
    quiet = quiet && report->pushed == 0 && report->pulled == 0;
  }
  return quiet;
}

// What a device that knows nothing is told must be the same as what the others have heard piece by piece.
void Town::add_newcomer() {
  const auto code = server_.invite("office", "新来的");
  if (!code.ok()) return complain("no code for a newcomer: " + code.error().message);
  enroll(add_phone(script_.offices + script_.helpers, true), *code);
}

void Town::come_to_rest() {
  if (!complaint_.empty()) return;
  knobs_ = {};
  for (const auto& phone : phones_) {
    phone->random.begin(kRestSeed + static_cast<std::uint64_t>(phone->number));
    phone->desk.reset();
  }
  server_.random.begin(kRestSeed + static_cast<std::uint64_t>(phones_made_));
  for (const LateRequest& late : std::exchange(late_, {})) static_cast<void>(server_.handle(late.path, late.body));
  if (server_died_) check_acknowledged();
  add_newcomer();
  for (int round = 1; complaint_.empty() && !is_quiet(); ++round) {
    if (round == kRoundsMax) return complain("the world does not become quiet");
  }
  if (complaint_.empty()) check_rest();
  trace_ += "  at rest  [" + std::to_string(calls()) + "]\n";
}

}  // namespace xinqiao::simulation
