#include "admin/command_line.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <optional>

namespace xinqiao::server {
namespace {

constexpr std::string_view kHttps = "https://";

std::optional<Endpoint> read_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = host.front() == '[' && host.back() == ']' && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.find_first_of(bracketed ? "/@?#[] " : "/@?#[]: ") != std::string_view::npos) return std::nullopt;
  Endpoint endpoint;
  endpoint.host = host;
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (port.empty() || parsed.ec != std::errc() || parsed.ptr != port.data() + port.size()) return std::nullopt;
  return endpoint;
}

std::optional<Endpoint> read_url(std::string_view text) {
  if (!text.starts_with(kHttps)) return std::nullopt;
  return read_endpoint(text.substr(kHttps.size()));
}

std::string check_listen(const std::string& text) {
  return read_endpoint(text) ? "" : "HOST:PORT, 例如 for example 0.0.0.0:8443";
}

std::string check_url(const std::string& text) {
  const auto endpoint = read_url(text);
  return endpoint && endpoint->port != 0 ? "" : "https://HOST:PORT, 例如 for example https://192.168.1.10:8443";
}

CLI::App* add_command(CLI::App& app, const char* name, const char* help, CommandLine& line, Command command) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->add_option("--data", line.data_folder, "数据文件夹 data folder")->required()->type_name("DIR");
  sub->callback([&line, command] { line.command = command; });
  return sub;
}

void add_commands(CLI::App& app, CommandLine& line, std::string& listen) {
  auto* init = add_command(app, "init", "新建服务器 create a server; prints the office's code", line, Command::kInit);
  init->add_option("--org", line.organisation, "单位名称 name of the organisation")->required()->type_name("NAME");
  init->add_option("--url", line.url, "设备访问的地址 where devices reach it")
      ->required()
      ->check(check_url)
      ->type_name("URL");

  auto* run = add_command(app, "run", "启动 serve until SIGTERM", line, Command::kRun);
  run->add_option("--listen", listen, "监听地址 address to listen on")
      ->required()
      ->check(check_listen)
      ->type_name("HOST:PORT");
  run->add_option("--log-level", line.log_level, "日志级别 how much to log")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->default_val("info");

  auto* invite = add_command(app, "invite", "邀请人员 add a person; prints their code", line, Command::kInvite);
  invite->add_option("--role", line.person.role, "角色 role")
      ->required()
      ->check(CLI::IsMember({"office", "helper", "class_teacher", "school_lead", "village_lead", "auditor"}));
  auto* name = invite->add_option("--name", line.person.name, "姓名 name")->type_name("NAME");
  auto* person =
      invite->add_option("--person", line.person.id, "已登记人员的编号，再给一台设备 another device for a person")
          ->type_name("ID");
  name->excludes(person);
  invite->callback([&line] {
    line.command = Command::kInvite;
    if (line.person.name.empty() && line.person.id.empty()) throw CLI::RequiredError("--name (--person)");
  });
  invite->add_option("--school", line.person.school, "学校 school")->type_name("S")->excludes(person);
  invite->add_option("--grade", line.person.grade, "年级 grade")
      ->check(CLI::Range(0, 12))
      ->type_name("G")
      ->excludes(person);
  invite->add_option("--class", line.person.class_label, "班级 class")->type_name("C")->excludes(person);
  invite->add_option("--village", line.person.village, "村 village")->type_name("V")->excludes(person);

  const auto add_file = [&line](CLI::App* sub, const char* help) {
    sub->add_option("file", line.file, help)->required()->type_name("FILE");
  };
  add_command(app, "go-on", "恢复后不再等办公室 restored: wait for an office no longer", line, Command::kGoOn);
  add_file(add_command(app, "backup", "备份 write everything to one file", line, Command::kBackup), "备份文件 backup");
  add_file(add_command(app, "restore", "恢复 make a data folder from a backup", line, Command::kRestore),
           "备份文件 backup");
  add_file(add_command(app, "rescue", "收取救援文件 take in a rescue file", line, Command::kRescue),
           "救援文件 rescue file");
}

std::string describe_misuse(const CLI::App* /*app*/, const CLI::Error& error) {
  return std::string("命令写法不对，加 --help 看用法。Wrong usage, see --help: ") + error.what() + "\n";
}

}  // namespace

std::variant<CommandLine, int> read_command_line(int argc, const char* const* argv) {
  CommandLine line;
  std::string listen;
  CLI::App app("心桥服务器 the Xinqiao server", "xinqiao-server");
  app.require_subcommand(1);
  app.failure_message(describe_misuse);
  add_commands(app, line, listen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongUsage;
  }
  const auto endpoint = line.command == Command::kInit ? read_url(line.url) : read_endpoint(listen);
  if (endpoint) line.endpoint = *endpoint;
  return line;
}

}  // namespace xinqiao::server
