#include "cli/naming/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/platform/clock.h"
#include "cli/failure.h"
#include "cli/naming/names.h"
#include "domain/school_year.h"

namespace xinqiao::cli {
namespace {

constexpr std::size_t kNearShown = 5;

struct Candidate {
  std::size_t shared = 0;  // characters in common with what was typed
  std::string name;
};

std::size_t shared_characters(std::string_view a, std::string_view b) {
  std::size_t shared = 0;
  while (!a.empty()) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(a));
    if (b.find(a.substr(0, length)) != std::string_view::npos) ++shared;
    a.remove_prefix(length);
  }
  return shared;
}

std::string join(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, "、")); }

[[noreturn]] void unknown(const schema::Kind& kind, std::string_view name, std::vector<Candidate> near) {
  std::ranges::sort(near, std::greater(), &Candidate::shared);
  std::vector<std::string> names;
  for (const auto& candidate : near) {
    if (candidate.shared > 0 && names.size() < kNearShown) names.push_back(candidate.name);
  }
  const std::string zh = names.empty() ? "请先添加，或写它的编号" : "相近的有：" + join(names);
  const std::string en = names.empty() ? "add it first, or give its id" : "near names: " + join(names);
  throw Failure("not_found", fmt::format("这台设备上没有名为 '{}' 的{}，{} / No {} named '{}' on this device; {}", name,
                                         kind.label.zh, zh, kind.label.en, name, en));
}

// The kind of organisation that a field of this name holds; empty when it does not tell.
std::string_view organisation_kind(std::string_view field) {
  if (field == "villages") return "village";
  return field == "school" || field == "village" ? field : std::string_view();
}

// "2026-1", or "1" of the school year it is: a term's id follows from its numbers.
std::optional<Id> term_named(Core& core, std::string_view name) {
  const std::size_t dash = name.find('-');
  const std::string_view term = dash == std::string_view::npos ? name : name.substr(dash + 1);
  if (term != "1" && term != "2") return std::nullopt;
  std::uint32_t year = domain::SchoolCalendar().year_of(china_time::day_of(SystemClock().wall_ms()));
  if (dash != std::string_view::npos) {
    const std::string typed(name.substr(0, dash));
    const char* const behind = typed.data() + typed.size();
    const auto [end, fault] = std::from_chars(typed.data(), behind, year);
    if (fault != std::errc() || end != behind) return std::nullopt;
  }
  Bytes year_part;
  append_u64(year_part, year);
  Bytes term_part;
  append_u64(term_part, term == "1" ? 1 : 2);
  return core.derived_id("term", {year_part, term_part});
}

}  // namespace

Id References::resolve(std::string_view field, std::string_view kind_name, std::string_view name, v1::ApiSave& save) {
  const schema::Kind* kind = schema::find_kind(kind_name);
  if (kind != nullptr && kind->number == schema::kTermKind) {
    if (const auto term = term_named(core_, name)) return *term;
    throw wrong_usage(
        fmt::format("{}: '{}' 不是学期，请写 2026-1 或 1、2，或写编号 / {}: '{}' is no term: write 2026-1, "
                    "or 1 or 2, or its id",
                    field, name, field, name));
  }
  if (kind == nullptr || kind->title.empty()) {
    throw wrong_usage(fmt::format("{} 要写编号 / {} takes an id", field, field));
  }
  std::vector<Id> found;
  std::vector<Candidate> near;
  core_.for_each(kind_name, [&](const Record& record) {
    const std::string title = title_of(record);
    if (title == name) found.push_back(record.id);
    near.push_back({shared_characters(title, name), title});
  });
  if (found.size() == 1) return found[0];
  if (found.size() > 1) {
    std::vector<std::string> ids;
    ids.reserve(found.size());
    for (const Id& id : found) ids.push_back(id.uuid());
    throw Failure(
        "invalid",
        fmt::format("有 {} 个{}都叫 '{}'，请写编号：{} / {} records of {} are named '{}'; give the id: {}",
                    found.size(), kind->label.zh, name, join(ids), found.size(), kind->label.en, name, join(ids)));
  }
  const std::string_view organisation = organisation_kind(field);
  if (kind->number == schema::kOrganisationKind && !organisation.empty() && organisations_.may_create()) {
    return organisations_.ensure(organisation, std::string(name), organisations_.home(), save);
  }
  unknown(*kind, name, std::move(near));
}

}  // namespace xinqiao::cli
