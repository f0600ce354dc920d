#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/core.h"

namespace xinqiao::cli {

struct Arguments {
  std::string data;
  std::string target;  // code, kind, id, file: what the command is about
  std::string file;    // also of a form
  std::string why;
  std::vector<std::string> fields;
  std::uint32_t year = 0;
  std::string day;
  std::string person;
  std::string from;
  std::string to;
  std::string format;
  bool json = false;
};

enum class Folder { kMayBeNew, kMustExist };

// Which command stands for which function. Lives for one run of the program.
class Program {
 public:
  Program();
  // The exit code; what a command could not do is thrown as a Failure.
  int run(int argc, char** argv);

 private:
  CLI::App* command(const char* name, const char* help, std::function<void()> run);
  CLI::App* on_core(const char* name, const char* help, Folder folder,
                    const std::function<void(Core&, Arguments&)>& run);
  void target(CLI::App* sub, const char* name, const char* help);
  void json(CLI::App* sub);
  void fields(CLI::App* sub, const char* name, const char* help);
  void form(CLI::App* sub);

  void describe_edits();
  void describe_decisions();
  void describe_reads();
  void describe_lists();
  void describe_reports();
  void describe_server();

  CLI::App app_{"心桥：走访记录，离线保存，联网同步 / Xinqiao: field visits, saved offline, reconciled online",
                "xinqiao"};
  Arguments arguments_;
  std::function<void()> run_;
};

}  // namespace xinqiao::cli
