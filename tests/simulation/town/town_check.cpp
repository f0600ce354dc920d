#include <algorithm>

#include "simulation/town/rest.h"
#include "simulation/world/forms.h"

namespace xinqiao::simulation {
namespace {

constexpr std::int64_t kRightWithinMs = 35'000;  // a clock that was set from an answer of up to a minute

}  // namespace

void Town::check_rest() {
  Rest rest;
  const auto server = read_server_log(server_.machine, Server::kFolder);
  if (!server) return complain("the server's file cannot be read");
  rest.server = *server;
  for (const auto& [id, row] : rest.server) {
    if (row.verdict == kAccepted) rest.accepted[id] = row.effective;
  }
  for (const auto& phone : phones_) {
    check_own_log(*phone);
    const auto rows = read_own_log(phone->machine, phone->folder);
    if (!rows) return complain("a phone's file cannot be read");
    rest.own[phone->number] = *rows;
  }
  count_rest(rest);
  check_arrived(rest);
  check_verdicts(rest);
  check_decided(rest);
  for (const auto& phone : phones_) {
    check_told(*phone, rest);
    check_attention(*phone, rest);
    check_views(*phone, rest);
  }
}

// Promises 3 and 8: whatever any phone still has, the server has; and nothing that nobody wrote.
void Town::check_arrived(const Rest& rest) {
  for (const auto& [phone, rows] : rest.own) {
    for (const OwnRow& row : rows) {
      if (!rest.server.contains(row.id)) complain("promise 3: " + word(row.id) + " never reached the server");
      if (row.state == kWaiting) complain("promise 3: " + word(row.id) + " still waits for an answer");
    }
  }
  for (const auto& [id, row] : rest.server) {
    if (!row.of_server && !truth_.knows(id) && !decisions_.contains(id))
      complain("the server has " + word(id) + ", which nobody saved");
  }
}

void Town::check_verdicts(const Rest& rest) {
  std::map<int, std::set<bool>> together;
  for (const auto& [id, fact] : truth_.facts()) {
    const auto row = rest.server.find(id);
    if (row == rest.server.end()) continue;
    const bool accepted = row->second.verdict == kAccepted;
    if (!row->second.replaced) together[fact.save.together].insert(accepted);  // what its author did with by itself
    const bool by_office = fact.save.person < script_.offices;
    if (by_office && !accepted && !server_went_back_) complain("promise 3: an office's " + word(id) + " is refused");
    const bool always_in_scope = !somebody_was_unpaired_ && !server_went_back_;
    if (!by_office && !accepted && always_in_scope) complain("promise 3: " + word(id) + " is refused inside its scope");
    if (!by_office && accepted && !something_was_decided_ && !server_went_back_ &&
        !was_paired(fact.save, row->second.seq, rest))
      complain("promise 10: " + word(id) + " is accepted out of its author's scope");
    if (accepted && server_clock_was_right_) check_stamp(fact, row->second.effective);
  }
  for (const auto& [number, verdicts] : together) {
    if (verdicts.size() > 1) complain("a transaction is not taken or refused as a whole");
  }
}

// Whether its author was paired with its child when the server took it.
bool Town::was_paired(const Truth::Save& save, std::uint64_t seq, const Rest& rest) const {
  const auto record = std::ranges::find(records_, save.record, &Record::id);
  if (record == records_.end()) return true;
  Truth::Accepted before;
  for (const auto& [id, effective] : rest.accepted) {
    if (rest.server.at(id).seq < seq) before[id] = effective;
  }
  return is_paired(save.person, record->child, before);
}

bool Town::is_paired(int person, const Id& child, const Truth::Accepted& accepted) const {
  return std::ranges::any_of(records_, [&](const Record& pairing) {
    if (pairing.kind != forms::kPairing || pairing.helper != person || pairing.child != child) return false;
    const Truth::View view = truth_.view(pairing.id, accepted);
    return !view.groups.empty() && !view.hidden;
  });
}

// Promise 6: a wrong clock wins nothing for longer than it is wrong, and drags nothing along.
void Town::check_stamp(const Truth::Fact& fact, std::uint64_t effective) {
  const auto effective_ms = static_cast<std::int64_t>(effective >> 16);
  if (effective_ms > time_.now_ms) complain("promise 6: " + word(fact.save.id) + " counts as of a time to come");
  if (fact.save.clock_was_right && std::abs(effective_ms - fact.save.saved_ms) > kRightWithinMs)
    complain("promise 6: " + word(fact.save.id) + " counts as of another time than it was saved");
}

}  // namespace xinqiao::simulation
