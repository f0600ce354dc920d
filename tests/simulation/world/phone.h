#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulation/disk/machine.h"
#include "simulation/oracle/logs.h"
#include "simulation/oracle/truth.h"
#include "simulation/world/time.h"
#include "xinqiao/client.h"

namespace xinqiao::simulation {

// A form that lies open: what the client made of it, and what the person saw.
struct Form {
  Draft draft;
  Screen screen;
};

// One save as it was asked for. Its change is known once save() has returned ok, or when the file shows it after a
// kill.
struct Attempt {
  Truth::Save save;
  std::multiset<std::pair<std::uint32_t, Bytes>> lines_before;  // own lines in the record's history
  bool mending = false;
  bool unsure = false;   // whether it mends: what it wrote tells
  bool decides = false;  // on what others wrote
  bool lets_go = false;  // of what was sent back
  std::set<ChangeId> decided;
  bool certain = false;  // save() has returned ok: it must be there
};

// The shipping client on a machine of its own, with its person. Phones, tablets and office PCs alike.
class Phone {
 public:
  Phone(const WorldTime& time, int its_number, int its_person, bool is_office, std::string its_folder);

  Status open();
  void close() { client.reset(); }
  // After a kill: what the disk has kept, opened again.
  Status start_again(Machine::End end, testing::SeededRandom& draw);
  std::string name() const { return (office ? "O" : "P") + std::to_string(number); }

  const int number;
  const int person;
  const bool office;
  const std::string folder;  // of the lock file alone; all others are in the machine
  Machine machine;
  MachineClock clock;
  StepRandom random;
  std::unique_ptr<Client> client;
  Id person_id;

  // The world's knowledge of it.
  bool clock_is_right = true;  // by itself, or put right by a prompt answer since it jumped
  std::optional<Form> desk;
  std::set<ChangeId> log;         // ids of changes it has said are saved
  std::vector<Attempt> attempts;  // saves that have failed: they may have happened
  bool file_is_ahead = false;     // what a sync failed to write may be in the file, and not for the program
  // What it had been answered when the server was put back, last of each change.
  std::map<ChangeId, OwnRow> told;
  struct Backup {
    MemoryDisk disk;
    std::set<ChangeId> log;
    std::vector<Attempt> attempts;
    std::map<ChangeId, OwnRow> told;
  };
  std::optional<Backup> backup;
  Backup back_up() { return {machine.files().copy(), log, attempts, told}; }
  Status put_back(const Backup& from);
};

}  // namespace xinqiao::simulation
