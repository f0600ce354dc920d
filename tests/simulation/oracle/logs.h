#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/id.h"
#include "simulation/disk/machine.h"

// What lies on the disks, read with plain SQL from copies of the files, never through the product: neither a lock nor a
// cache of the running program is touched.
namespace xinqiao::simulation {

struct OwnRow {
  ChangeId id = 0;
  Id record;
  int state = 0;  // the numbers of core/src/storage/own_log/own_change.h
  int reason = 0;
  std::uint64_t effective = 0;
  bool sent = false;  // perhaps
};
constexpr int kWaiting = 0;
constexpr int kTaken = 1;
constexpr int kSettled = 2;
constexpr int kQuarantined = 3;
constexpr int kReplaced = 7;
constexpr int kAwaiting = 8;
constexpr int kSawHeld = 3;  // a reason of sync.proto

// In order; nothing when the file cannot be read.
std::optional<std::vector<OwnRow>> read_own_log(Machine& machine, const std::string& folder);

// Whether the phone has anything of a record that the server merged.
bool holds_merged(Machine& machine, const std::string& folder, const Id& record);

struct ServerRow {
  Id record;
  int verdict = 0;        // the numbers of sync.proto
  std::uint64_t seq = 0;  // of the organisation: one for each transaction
  std::uint64_t effective = 0;
  bool replaced = false;
  bool of_server = false;
  int reason = 0;
};
constexpr int kAccepted = 1;
constexpr int kHeld = 2;
constexpr int kTransaction = 11;  // a reason: another change of its transaction was refused
constexpr int kBehind = 13;
constexpr int kReturned = 18;

using ServerLog = std::map<ChangeId, ServerRow>;
std::optional<ServerLog> read_server_log(Machine& machine, const std::string& folder);

}  // namespace xinqiao::simulation
