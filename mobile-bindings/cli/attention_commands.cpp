#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"
#include "cli/output/json_output.h"

namespace xinqiao::cli {
namespace {

constexpr std::size_t kValueWidth = 60;

std::string label_of(const schema::Kind* kind, std::uint32_t number) {
  const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
  return field == nullptr ? fmt::format("字段 {}", number) : std::string(field->label.zh);
}

void print_written(Names& names, const v1::ApiWrittenChange& change, const char* mark) {
  const schema::Kind* kind = schema::find_kind(change.kind());
  fmt::print("  {} {} {}\n", mark, kind == nullptr ? "记录" : kind->label.zh, Id::from_bytes(change.record()).uuid());
  const auto fields = split_fields(change.set());
  Sheet sheet;
  if (fields.ok()) {
    for (const auto& [number, value] : *fields) {
      const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
      const std::string text = field == nullptr ? to_hex(value) : names.value(*field, value);
      sheet.add("      " + label_of(kind, number), shortened(text, kValueWidth));
    }
  }
  for (const std::uint32_t number : change.cleared()) {
    if (number == 0) {
      sheet.add("      删除", "（撤销删除）");
      continue;
    }
    sheet.add("      " + label_of(kind, number), "（清除）");
  }
  if (change.deletes()) sheet.add("      删除", "整条记录");
  if (change.cut()) sheet.add("      …", "有的字段太大，没有列出");
  fmt::print("{}", sheet.str());
}

void print_item(Names& names, const v1::ApiAttention& item) {
  fmt::print("{}  {}\n", Id::from_bytes(item.id()).uuid(), item.reason());
  if (item.state() == "damaged") return;  // nobody knows more
  fmt::print("  （{}，{}）\n", names.of(Id::from_bytes(item.by())), time_for_people(item.at_ms()));
  for (const auto& change : item.changes()) print_written(names, change, "▶");
  for (const auto& change : item.behind()) print_written(names, change, "排在后面：");
}

void decide(Core& core, const std::string& id, bool accepts, const std::string& why) {
  v1::ApiRequest request;
  auto& decision = *request.mutable_decide();
  decision.set_id(id_argument(id).str());
  decision.set_accepts(accepts);
  decision.set_why(why);
  core.call(request);
}

}  // namespace

void attention(Core& core, bool json) {
  v1::ApiRequest request;
  request.mutable_attention();
  const v1::ApiAttentionList list = core.call(request).attention();
  Names names(core);
  bool own = false;
  bool for_office = false;
  bool gap = false;
  bool lost = false;
  for (const auto& item : list.items()) {
    const bool of_gap = item.state() == "gap" || item.state() == "forked";
    bool told = false;  // what to do stands in its own words
    (item.state() == "damaged" ? told
     : of_gap                  ? gap
     : item.for_office()       ? for_office
     : item.state() == "lost"  ? lost
                               : own) = true;
    if (json) {
      fmt::print("{}\n", attention_json(item));
    } else {
      print_item(names, item);
    }
  }
  if (json) return;
  if (list.items().empty()) fmt::print("没有需要处理的修改\n");
  if (own) fmt::print("改好再送：xinqiao --data DIR set 记录编号 字段=值\n");
  if (for_office) fmt::print("决定：xinqiao --data DIR accept 编号 | return 编号 --why 理由；然后同步\n");
  if (gap) fmt::print("放行：xinqiao --data DIR release 编号；然后同步\n");
  if (lost) fmt::print("补回：xinqiao --data DIR put-back 编号（由您重新登记）| let-go 编号（不要了）\n");
}

void put_back(Core& core, const std::string& record) {
  v1::ApiRequest request;
  request.mutable_put_back()->set_record(id_argument(record).str());
  const v1::ApiSaved saved = core.call(request).saved();
  if (saved.written() > 0) fmt::print("已补回，下次同步时上传\n");
  if (saved.kept() > 0) fmt::print("{} 个字段后来有人改过，保留了新的内容；不再需要旧的，请用 let-go\n", saved.kept());
}

void let_go(Core& core, const std::string& record) {
  v1::ApiRequest request;
  request.mutable_put_back()->set_record(id_argument(record).str());
  request.mutable_put_back()->set_let_go(true);
  core.call(request);
}

void accept(Core& core, const std::string& id) { decide(core, id, true, ""); }

void release(Core& core, const std::string& id) {
  v1::ApiRequest request;
  request.mutable_release()->set_id(id_argument(id).str());
  core.call(request);
}

void send_back(Core& core, const std::string& id, const std::string& why) { decide(core, id, false, why); }

}  // namespace xinqiao::cli
