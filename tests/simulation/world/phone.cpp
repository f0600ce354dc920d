#include "simulation/world/phone.h"

namespace xinqiao::simulation {
namespace {

// Of every second phone: what it has to send takes many requests, one behind the other.
constexpr std::uint32_t kSmallBatchBytes = 1;
constexpr std::uint32_t kSmallRequestBytes = 500;

}  // namespace

Phone::Phone(const WorldTime& time, int its_number, int its_person, bool is_office, std::string its_folder)
    : number(its_number), person(its_person), office(is_office), folder(std::move(its_folder)), clock(time) {}

Status Phone::open() {
  const Disk disk = machine.disk();
  file_is_ahead = false;
  Environment environment{clock, random, disk.files, disk.sqlite_vfs};
  if (number % 2 == 1) {
    environment.batch_bytes = kSmallBatchBytes;
    environment.page_bytes_max = kSmallRequestBytes;
  }
  XQ_ASSIGN(client, Client::open({folder, "", 0}, environment));
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
