#include "simulation/world/phone.h"

namespace xinqiao::simulation {

Phone::Phone(const WorldTime& time, int its_number, int its_person, bool is_office, std::string its_folder)
    : number(its_number), person(its_person), office(is_office), folder(std::move(its_folder)), clock(time) {}

Status Phone::open() {
  const Disk disk = machine.disk();
  file_is_ahead = false;
  XQ_ASSIGN(client, Client::open({folder, "", 0}, {clock, random, disk.files, disk.sqlite_vfs}));
  return {};
}

Status Phone::start_again(Machine::End end, testing::SeededRandom& draw) {
  machine.kill();
  close();
  machine.revive(end, draw);
  return open();
}

Status Phone::put_back(const Backup& from) {
  machine.kill();
  close();
  machine.replace(from.disk.copy());
  desk.reset();
  clock_is_right = false;  // it corrects as it did then
  log = from.log;
  attempts = from.attempts;
  told = from.told;
  return open();
}

}  // namespace xinqiao::simulation
