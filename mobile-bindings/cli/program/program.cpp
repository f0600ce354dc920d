#include "cli/program/program.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "cli/failure.h"
#include "cli/output/progress.h"
#include "cli/program/usage.h"

namespace xinqiao::cli {
namespace {

// Opens the data folder and runs the command on it.
void with_core(const Arguments& arguments, Folder folder, const std::function<void(Core&)>& command) {
  if (folder == Folder::kMustExist && !std::filesystem::is_directory(arguments.data)) {
    throw Failure("not_found", "没有数据文件夹 '" + arguments.data +
                                   "'：请先用 enroll 命令和邀请码登记 / There is no data folder '" + arguments.data +
                                   "': use the enroll command with a code first");
  }
  const char* pin = std::getenv("XINQIAO_PIN");
  ProgressLine progress;
  Core core({.folder = arguments.data,
             .pin = pin == nullptr ? "" : pin,
             .progress = &ProgressLine::on_progress,
             .progress_context = &progress});
  command(core);
}

// In the order in which the parser takes them, the last first. What follows "--" it would take for the program's own
// and not for the command's, so that a value of `resolve` goes without.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto resolve = std::ranges::find(arguments, "resolve");
  const auto mark = std::find(resolve, arguments.end(), "--");
  if (mark != arguments.end() && *std::prev(mark) == "value") arguments.erase(mark);
  std::ranges::reverse(arguments);
  return arguments;
}

}  // namespace

Program::Program() {
  app_.require_subcommand(1);
  app_.add_option("--data", arguments_.data, "数据文件夹 / data folder")->required()->type_name("DIR");
  describe_edits();
  describe_decisions();
  describe_reads();
  describe_lists();
  describe_reports();
  describe_server();
}

int Program::run(int argc, char** argv) {
  try {
    app_.parse(arguments_of(argc, argv));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app_.exit(error);  // --help
    print_failure(usage_failure(app_, error));
    return kWrongUsage;
  }
  run_();
  return kDone;
}

CLI::App* Program::command(const char* name, const char* help, std::function<void()> run) {
  CLI::App* sub = app_.add_subcommand(name, help);
  sub->fallthrough();  // --data may come after the command too
  sub->callback([this, run = std::move(run)] { run_ = run; });
  return sub;
}

CLI::App* Program::on_core(const char* name, const char* help, Folder folder,
                           const std::function<void(Core&, Arguments&)>& run) {
  return command(name, help,
                 [this, folder, run] { with_core(arguments_, folder, [&](Core& core) { run(core, arguments_); }); });
}

void Program::target(CLI::App* sub, const char* name, const char* help) {
  sub->add_option(name, arguments_.target, help)->required();
}

void Program::json(CLI::App* sub) { sub->add_flag("--json", arguments_.json, "供程序读取 / for other programs"); }

void Program::fields(CLI::App* sub, const char* name, const char* help) {
  sub->add_option(name, arguments_.fields, help)->required()->allow_extra_args();
}

void Program::form(CLI::App* sub) {
  sub->add_option("--form", arguments_.file,
                  "用 open 打开的表单，保存后删去 / a form made by open; it goes once it is saved")
      ->type_name("FILE");
}

}  // namespace xinqiao::cli
