#include "simulation/town/rest.h"

namespace xinqiao::simulation {
namespace {

bool accepted(const OwnRow& told) { return told.state == kTaken || told.state == kSettled; }

}  // namespace

// Promise 8: a restored server comes to what it had answered before, since its receipts come back with the work. What a
// copy, a phone put back or a late request brings without one may be judged anew, but 'accepted' stands.
void Town::check_told(const Phone& phone, const Rest& rest) {
  const bool only_with_receipts = !phones_were_copied_ && script_.knobs.request_late == 0;
  for (const auto& [id, told] : phone.told) {
    const auto row = rest.server.find(id);
    if (row == rest.server.end()) continue;  // said already
    const bool is_accepted = row->second.verdict == kAccepted;
    if (accepted(told) && !is_accepted)
      complain("promise 8: " + word(id) + " was accepted before the server was put back, and is not any more");
    if (!only_with_receipts) continue;
    // What a clock ahead gave is corrected, and receipts tell of it as it was given.
    if (accepted(told) && told.effective != row->second.effective && server_clock_was_right_)
      complain("promise 8: " + word(id) + " counts as of another time than before the server was put back");
    const bool was_held = told.state == kQuarantined && told.reason != kSawHeld;
    if (was_held && is_accepted && !something_was_decided_)
      complain("promise 8: " + word(id) + " was held before the server was put back, and is accepted now");
  }
}

// What an office has decided waits for nobody, whichever came first.
void Town::check_decided(const Rest& rest) {
  for (const auto& [decision, decided] : decisions_) {
    if (!rest.accepted.contains(decision)) continue;
    for (const ChangeId id : decided) {
      const auto row = rest.server.find(id);
      if (row != rest.server.end() && row->second.verdict == kHeld && !row->second.replaced)
        complain("promise 8: " + word(id) + " waits for the office, which has decided");
    }
  }
}

}  // namespace xinqiao::simulation
