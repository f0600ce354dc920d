#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "service/organisation/organisation.h"

namespace xinqiao::server {

enum class Command { kInit, kRun, kInvite, kBackup, kRestore, kRescue, kGoOn };

struct Endpoint {
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = 0;
};

struct CommandLine {
  Command command = Command::kRun;
  std::string data_folder;
  std::string organisation;  // init
  std::string url;           // init, "https://HOST:PORT"
  Endpoint endpoint;         // init: of the URL; run: to listen on
  std::string log_level;     // run
  Person person;             // invite
  std::string file;          // backup, restore, rescue
};

inline constexpr int kDone = 0;
inline constexpr int kCouldNot = 1;
inline constexpr int kWrongUsage = 2;

// What to do, or the exit code when there is nothing (left) to do: help was asked for, or the usage was wrong and
// standard error says how it is right.
std::variant<CommandLine, int> read_command_line(int argc, const char* const* argv);

}  // namespace xinqiao::server
