#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"
#include "cli/output/json_output.h"

namespace xinqiao::cli {
namespace {

std::string label_of(const schema::Kind* kind, std::uint32_t number) {
  const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
  return field == nullptr ? fmt::format("字段 {}", number) : std::string(field->label.zh);
}

std::string who_and_when(Names& names, const Bytes& by, std::int64_t at_ms) {
  return fmt::format("（{}，{}）", names.of(Id::from_bytes(by)), time_for_people(at_ms));
}

void print_written(Names& names, const v1::ApiWrittenChange& change, const char* mark) {
  const schema::Kind* kind = schema::find_kind(change.kind());
  const std::string whose = change.by().empty() ? "" : "  " + who_and_when(names, change.by(), change.at_ms());
  fmt::print("  {} {} {}{}\n", mark, kind == nullptr ? "记录" : kind->label.zh, Id::from_bytes(change.record()).uuid(),
             whose);
  const auto fields = split_fields(change.set());
  Sheet sheet;
  if (fields.ok()) {
    for (const auto& [number, value] : *fields) {
      const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
      const std::string text = field == nullptr ? to_hex(value) : names.value(*field, value);
      sheet.add("      " + label_of(kind, number), text);
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
  if (change.replaced()) sheet.add("      …", "登记人已经重写或撤回了这一条");
  fmt::print("{}", sheet.str());
}

void print_item(Names& names, const v1::ApiAttention& item) {
  fmt::print("{}  {}\n", Id::from_bytes(item.id()).uuid(), item.reason());
  if (item.state() == "damaged") return;  // nobody knows more
  const bool each_has_its_own = !item.changes().empty() && !item.changes(0).by().empty();
  if (!each_has_its_own) fmt::print("  {}\n", who_and_when(names, item.by(), item.at_ms()));
  for (const auto& change : item.changes()) print_written(names, change, "▶");
  for (const auto& change : item.behind()) print_written(names, change, "排在后面：");
}

// What can be done about an item, by its state.
std::string_view hint(const v1::ApiAttention& item) {
  const std::string& state = item.state();
  if (state == "gap") return "放行：xinqiao --data DIR release 编号；然后同步";
  if (state == "forked") return "等那部手机同步一次，不能放行";
  if (state == "copied")
    return "找到另一台，让其中一台重新登记；然后清除标记：xinqiao --data DIR unset 编号 copied，再同步";
  // What waited for the office and is lost is listed under its own id; nobody puts that back.
  if (state == "damaged" || (state == "lost" && item.id() != item.record())) return {};  // told in its own words
  if (state == "elsewhere")
    return "在另一台设备登记的：xinqiao --data DIR put-back 编号（由这台重新登记）| let-go 编号（不要了）";
  if (state == "elsewhere-undecided") return {};  // told in its own words
  if (state == "lost") return "补回：xinqiao --data DIR put-back 编号（由您重新登记）| let-go 编号（不要了）";
  if (item.for_office() && state == "held") {
    return "决定：xinqiao --data DIR accept 编号 | return 编号 --why 理由；然后同步";
  }
  if (item.for_office()) {
    return "没有通过或等记录先到的：由记录者改正或同步，不用接受；等不到：xinqiao --data DIR return 编号 --why 理由";
  }
  if (state == "returned" || state == "rejected")
    return "退回的改好再送：xinqiao --data DIR set 记录编号 字段=值；不要了：let-go 编号";
  if (state == "parked") {
    return "排队等待的：先处理排在它前面（或和它一起保存）的那一条，改好、不要或等办公室决定，它自己会再送审";
  }
  if (state == "quarantined") {
    return "待审的由办公室决定，不用处理；再修改会成为新的一版，另行判断";
  }
  if (state == "awaiting") return "等记录先到的：那条记录的记录者同步后自动收进来，不用处理";
  return {};
}

void decide(Core& core, const std::string& id, bool accepts, const std::string& why) {
  v1::ApiRequest request;
  auto& decision = *request.mutable_decide();
  decision.set_id(id_argument(id).str());
  decision.set_accepts(accepts);
  decision.set_why(text_argument(why));
  core.call(request);
}

}  // namespace

void attention(Core& core, bool json) {
  const v1::ApiAttentionList list = core.attention(true);
  Names names(core);
  std::vector<std::string_view> hints;  // each once, in the order of the items
  for (const auto& item : list.items()) {
    if (json) {
      fmt::print("{}\n", attention_json(item));
      continue;
    }
    print_item(names, item);
    const std::string_view text = hint(item);
    if (!text.empty() && std::ranges::find(hints, text) == hints.end()) hints.push_back(text);
  }
  if (json) return;
  if (list.items().empty()) fmt::print("没有需要处理的修改\n");
  for (const std::string_view text : hints) fmt::print("{}\n", text);
}

void put_back(Core& core, const std::string& record) {
  v1::ApiRequest request;
  request.mutable_put_back()->set_record(id_argument(record).str());
  const v1::ApiSaved saved = core.call(request).saved();
  if (saved.written() > 0) fmt::print("已补回，下次同步时上传\n");
  if (saved.written() == 0 && saved.kept() == 0) fmt::print("这里已经有同样的内容，不用再补\n");
  if (saved.kept() > 0)
    fmt::print("{} 处没有写：后来有人改过，或原来是清空、删除；需要的请直接在记录上改，不再需要请用 let-go\n",
               saved.kept());
}

void let_go(Core& core, const std::string& record) {
  v1::ApiRequest request;
  request.mutable_put_back()->set_record(id_argument(record).str());
  request.mutable_put_back()->set_let_go(true);
  core.call(request);
  fmt::print("不再列出\n");
}

void accept(Core& core, const std::string& id) {
  decide(core, id, true, "");
  fmt::print("已决定接受，下次同步后生效\n");
}

void release(Core& core, const std::string& id) {
  v1::ApiRequest request;
  request.mutable_release()->set_id(id_argument(id).str());
  core.call(request);
  fmt::print("已决定放行，下次同步后收进后面的修改\n");
}

void send_back(Core& core, const std::string& id, const std::string& why) {
  decide(core, id, false, why);
  fmt::print("已决定退回，下次同步后告诉记录者\n");
}

}  // namespace xinqiao::cli
