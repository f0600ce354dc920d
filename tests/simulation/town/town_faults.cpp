#include <algorithm>
#include <array>

#include "simulation/town/town.h"

namespace xinqiao::simulation {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kDay = 24 * 3600 * kSecond;
constexpr std::array<std::int64_t, 8> kJumps = {5 * kSecond, -5 * kSecond, 300 * kSecond,   -300 * kSecond,
                                                30 * kDay,   -30 * kDay,   30 * 365 * kDay, -20 * 365 * kDay};
constexpr std::array<std::int64_t, 3> kWaits = {60 * kSecond, 6 * 3600 * kSecond, 3 * kDay};
constexpr std::uint64_t kCallsOfASave = 24;
constexpr std::uint64_t kCallsOfASync = 100;
constexpr std::uint64_t kRoomMax = 64 * 1024;
constexpr int kPhonesMax = 12;
constexpr std::uint64_t kBackupsInTen = 4;  // the others put one back

}  // namespace

// One action of a person, and what goes wrong on their phone meanwhile. The same number of draws whatever the knobs.
void Town::with_faults(Phone& phone, Draw& draw, const std::function<void()>& action) {
  const auto happens = [&](int per_cent) { return draw.below(100) < static_cast<std::uint64_t>(per_cent); };
  const bool killed = happens(knobs_.phone_killed);
  const std::uint64_t reach = draw.below(2) == 0 ? kCallsOfASave : kCallsOfASync;
  const std::uint64_t kill_at = 1 + draw.below(reach);
  const bool read_fails = happens(knobs_.phone_read_error);
  const bool write_fails = happens(knobs_.phone_write_error);
  const std::uint64_t fail_at = 1 + draw.below(kCallsOfASave / 2);
  const bool syncs_fail = draw.below(3) == 0;
  const bool full = happens(knobs_.phone_disk_full);
  const std::uint64_t room = draw.below(kRoomMax);
  const auto end = happens(knobs_.power_cut) ? Machine::End::kPower : Machine::End::kProcess;
  Machine::Faults& faults = phone.machine.faults;
  faults = {};
  if (killed) faults.kill_in = kill_at;
  if (read_fails) faults.read_fails_in = fail_at;
  if (write_fails && !syncs_fail) faults.write_fails_in = fail_at;
  if (write_fails && syncs_fail) faults.sync_fails_in = 1 + fail_at % 4;
  if (full) faults.room = room;
  const Machine::Faults armed = faults;
  action();
  count(phone.machine.fired(armed), armed);
  faults = {};
  phone.machine.faults_wait = false;
  if (!killed) return;
  note(end == Machine::End::kPower ? " then power cut" : " then killed");
  phone.desk.reset();
  if (const Status opened = phone.start_again(end, draw); !opened.ok())
    return complain("a phone does not open after a kill: " + opened.error().message);
  check_own_log(phone);
}

void Town::count(const Machine::Faults& fired, const Machine::Faults& armed) {
  add(tally_, "phone killed in an action", fired.kill_in > 0 ? 1 : 0);
  add(tally_, "phone killed after an action", armed.kill_in > 0 && fired.kill_in == 0 ? 1 : 0);
  add(tally_, "phone read failed", fired.read_fails_in > 0 ? 1 : 0);
  add(tally_, "phone write failed", fired.write_fails_in > 0 ? 1 : 0);
  add(tally_, "phone sync failed", fired.sync_fails_in > 0 ? 1 : 0);
}

void Town::reopen(Phone& phone) {
  phone.close();
  phone.desk.reset();
  if (const Status opened = phone.open(); !opened.ok()) complain("a phone does not open: " + opened.error().message);
}

void Town::wait(Draw& draw) { time_.now_ms += kWaits.at(draw.below(kWaits.size())); }

void Town::phone_clock_jumps(Phone& phone, Draw& draw) {
  phone.clock.jump(kJumps.at(draw.below(kJumps.size())));
  phone.clock_is_right = false;
}

void Town::server_clock_jumps(Draw& draw) {
  server_.clock.jump(kJumps.at(draw.below(kJumps.size())));
  server_clock_was_right_ = false;
}

void Town::clone(Phone& phone, Draw& draw) {
  const bool on_the_same_machine = draw.below(2) == 0;  // whose clock they share
  if (phones_made_ >= kPhonesMax) return;
  phones_were_copied_ = true;
  // A machine that goes on from a snapshot twice has the same wrong time both times.
  if (on_the_same_machine && knobs_.phone_clock_jumps > 0) phone_clock_jumps(phone, draw);
  Phone& twin = add_phone(phone.person, phone.office);
  twin.machine.replace(phone.machine.files().copy(phone.folder, twin.folder));
  twin.person_id = phone.person_id;
  twin.log = phone.log;
  twin.attempts = phone.attempts;
  twin.told = phone.told;
  if (on_the_same_machine) twin.clock.agree_with(phone.clock);
  twin.clock_is_right = phone.clock_is_right && (on_the_same_machine || phone.clock.is_right());
  note(" as " + twin.name());
  if (const Status opened = twin.open(); !opened.ok())
    return complain("a copy does not open: " + opened.error().message);
  check_own_log(twin);
}

// To the state it was in at its last backup.
void Town::put_back(Phone& phone, Draw& draw) {
  if (draw.below(10) < kBackupsInTen || !phone.backup) {
    phone.backup = phone.back_up();
    return note(": backup");
  }
  phones_were_copied_ = true;
  if (const Status opened = phone.put_back(*phone.backup); !opened.ok())
    return complain("a phone does not open after it was put back: " + opened.error().message);
  check_own_log(phone);
}

// Nobody ever sees it again. One of the offices' stays: without any the server waits for its operator.
void Town::lose(Phone& phone) {
  const auto offices = std::ranges::count_if(phones_, [](const auto& other) { return other->office; });
  if (phone.office && offices == 1) return;
  std::erase_if(phones_, [&](const auto& other) { return other.get() == &phone; });
}

void Town::put_back_server(Draw& draw) {
  if (draw.below(10) < kBackupsInTen || !server_backup_) {
    auto backup = server_.back_up();
    if (!backup.ok()) return complain("no backup of the server: " + backup.error().message);
    server_backup_ = *std::move(backup);
    return note(": backup");
  }
  server_went_back_ = true;
  for (const auto& phone : phones_) {
    if (phone->machine.sync_failed()) continue;
    const auto rows = read_own_log(phone->machine, phone->folder);
    if (!rows) return complain("a phone's file cannot be read");
    for (const OwnRow& row : *rows) {
      if (row.state != kWaiting) phone->told[row.id] = row;
    }
  }
  // What broke the server may have taken a phone with it.
  const std::uint64_t which = draw.below(phones_.size());
  if (draw.below(2) == 0 && knobs_.phone_lost > 0) lose(*phones_[which]);
  if (const Status opened = server_.put_back(*server_backup_); !opened.ok())
    complain("the server does not start from its backup: " + opened.error().message);
}

void Town::restart_server(Draw& draw) {
  const bool killed = draw.below(2) == 0;
  const auto end = draw.below(2) == 0 ? Machine::End::kPower : Machine::End::kProcess;
  if (!killed) server_.close();
  server_died_ = true;
  const Status opened = killed ? server_.start_again(end, draw) : server_.open();
  if (!opened.ok()) return complain("the server does not start: " + opened.error().message);
  check_acknowledged();
}

}  // namespace xinqiao::simulation
