#include "cli/program/usage.h"

#include <fmt/format.h>

namespace xinqiao::cli {
namespace {

struct Wrong {
  std::string zh;
  std::string en;
};

// "ID is required" -> "ID"; empty when the text does not end so.
std::string before(const std::string& text, std::string_view end) {
  return text.ends_with(end) ? text.substr(0, text.size() - end.size()) : std::string();
}

Wrong no_command(const CLI::App& app) {
  const auto rest = app.remaining();
  if (rest.empty()) return {"没有写命令", "a command is missing"};
  return {fmt::format("没有 '{}' 这个命令", rest.front()), fmt::format("there is no command '{}'", rest.front())};
}

Wrong wrong_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::string said = error.what();
  const bool has_command = !app.get_subcommands().empty();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    const std::string name = before(said, " is required");
    if (!has_command && !name.starts_with("--")) return no_command(app);
    if (!name.empty()) return {fmt::format("缺少 {}", name), said};
    return {"缺少参数", said};
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    if (!has_command) return no_command(app);
    const auto rest = app.remaining(true);
    const std::string extra = rest.empty() ? "" : fmt::format(" '{}'", rest.front());
    return {fmt::format("多了参数{}", extra), fmt::format("not expected:{}", extra)};
  }
  const std::string name = said.substr(0, said.find(':'));
  const bool named = name.size() < said.size() && name.find(' ') == std::string::npos;
  const std::string of = named ? " " + name + " " : "";
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    return {fmt::format("参数{}缺少值，或值太多", of), said};
  return {fmt::format("参数{}的值不对", of), said};
}

}  // namespace

Failure usage_failure(const CLI::App& app, const CLI::ParseError& error) {
  const Wrong wrong = wrong_of(app, error);
  return wrong_usage(fmt::format("用法不对：{}；可用 --help 查看 / Wrong usage: {}; see --help", wrong.zh, wrong.en));
}

}  // namespace xinqiao::cli
