#include <fmt/format.h>

#include <map>

#include "base/china_time.h"
#include "cli/commands.h"
#include "cli/domain/day_argument.h"
#include "cli/domain/domain_json.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"
#include "model/text_codec.h"
#include "xinqiao/v1/child.pb.h"

namespace xinqiao::cli {
namespace {

std::string when(const v1::ApiDueLine& line) {
  if (line.state() == "overdue") return fmt::format("逾期 {} 天", line.overdue_days());
  return line.state() == "due_today" ? "今天" : china_time::format_day(line.due());
}

std::string label_of(std::uint32_t number) {
  const auto* kind = due_kind(number);
  return kind == nullptr ? fmt::format("{}", number) : std::string(kind->label.zh);
}

// The child's village, or the class a meeting is due in.
std::string place_of(Core& core, Names& names, const v1::ApiDueLine& line, std::map<Id, std::string>& known) {
  const bool meeting = line.child().empty();
  const Id id = Id::from_bytes(meeting ? line.class_of() : line.child());
  if (const auto found = known.find(id); !meeting && found != known.end()) return found->second;
  const auto record = core.find(id);
  v1::Child child;
  if (!record || !child.ParseFromString(join_fields(record->fields))) return "";
  if (meeting)
    return fmt::format("{} {} 年级{}", names.of(Id::from_bytes(child.school())), child.grade(), child.class_());
  return known[id] = names.of(Id::from_bytes(child.village()));
}

}  // namespace

void due(Core& core, const std::string& day, const std::string& person, bool json) {
  v1::ApiRequest request;
  request.mutable_due()->set_day(day_argument(day));
  const Id who = person.empty() ? Id() : id_argument(person);
  const v1::ApiDueLines due = core.call(request).due();
  Names names(core);
  Table table({"期限", "谁", "儿童", "做什么", "村或班级", "规则"});
  std::map<Id, std::string> places;  // of each child, looked for once
  std::size_t shown = 0;
  std::size_t done = 0;
  for (const auto& line : due.lines()) {
    if (!who.is_nil() && Id::from_bytes(line.who()) != who) continue;
    if (json) {
      fmt::print("{}\n", due_json(line));
      continue;
    }
    if (line.state() == "done") {
      ++done;
      continue;
    }
    ++shown;
    table.add({when(line), line.who().empty() ? "（没有人）" : names.of(Id::from_bytes(line.who())),
               names.of(Id::from_bytes(line.child())), label_of(line.kind()), place_of(core, names, line, places),
               line.rule()});
  }
  if (json) return;
  if (shown > 0) fmt::print("{}", table.str());
  fmt::print("{}：该做的 {} 件，其余 {} 件还没到时候\n", china_time::format_day(due.day()), shown, done);
}

void schedule(Core& core, bool json) {
  v1::ApiRequest request;
  request.mutable_schedule();
  const v1::ApiScheduleRules rules = core.call(request).schedule();
  const schema::Kind& kind = *schema::find_kind(schema::kScheduleRuleKind);
  Table table({"规则", "做什么", "周期", "天数", "居住方式", "只限重点对象", "由谁做", "每种角色都要做", "须填记录卡",
               "假期暂停"});
  for (const Bytes& bytes : rules.rules()) {
    const auto fields = split_fields(bytes);
    if (!fields.ok()) continue;
    if (json) {
      std::string out = "{";
      for (const auto& [number, value] : *fields) {
        const schema::Field& field = *kind.message->find(number);
        out += (out.size() > 1 ? ",\"" : "\"") + std::string(field.name) + "\":" + text::value_json(field, value);
      }
      fmt::print("{}}}\n", out);
      continue;
    }
    std::vector<std::string> row;
    for (const char* name : {"code", "kind", "per", "days", "arrangements", "key_only", "roles", "each_role",
                             "record_card", "pauses_in_holidays"}) {
      const schema::Field& field = *kind.message->find(name);
      const auto value = fields->find(field.number);
      row.push_back(value == fields->end() ? "" : text::value_text(field, value->second));
    }
    table.add(std::move(row));
  }
  if (!json) fmt::print("{}", table.str());
}

}  // namespace xinqiao::cli
