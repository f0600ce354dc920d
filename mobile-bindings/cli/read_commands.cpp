#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "cli/commands.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"
#include "cli/output/json_output.h"
#include "model/text_codec.h"

namespace xinqiao::cli {
namespace {

constexpr std::size_t kColumnWidth = 24;
constexpr std::size_t kExtraColumns = 3;

void add_field(std::vector<const schema::Field*>& columns, const schema::Field* field) {
  if (field != nullptr && std::ranges::find(columns, field) == columns.end()) columns.push_back(field);
}

// What a list shows of a kind: what names a record, its day, its child, and the first few choices.
std::vector<const schema::Field*> columns_of(const schema::Kind& kind) {
  std::vector<const schema::Field*> columns;
  if (!kind.title.empty()) add_field(columns, kind.message->find(kind.title));
  if (!kind.day.empty()) add_field(columns, kind.message->find(kind.day));
  add_field(columns, kind.message->find(schema::child_field(kind.number)));
  if (kind.number == schema::kDeviceKind) {  // what the office has to look at
    for (const char* name : {"copied", "revoked"}) add_field(columns, kind.message->find(name));
  }
  std::size_t extra = 0;
  for (const auto& field : kind.message->fields) {
    const bool short_one = field.type == schema::Type::kEnum || (!field.ref.empty() && !field.repeated);
    if (short_one && extra < kExtraColumns) {
      const std::size_t before = columns.size();
      add_field(columns, &field);
      extra += columns.size() - before;
    }
  }
  return columns;
}

struct Row {
  std::uint64_t day = 0;  // what the list is sorted by; 0 where the kind has no day
  std::vector<std::string> cells;
};

Row row_of(const Record& record, const std::vector<const schema::Field*>& columns, Names& names) {
  Row row{0, {record.id.uuid()}};
  for (const auto* field : columns) {
    const auto it = record.fields.find(field->number);
    const bool there = it != record.fields.end();
    if (there && field->name == record.kind->day) row.day = read_varint(it->second).value_or(0);
    row.cells.push_back(there ? shortened(names.value(*field, it->second), kColumnWidth) : "");
  }
  return row;
}

std::string label_of(const schema::Kind* kind, std::uint32_t number) {
  if (number == 0) return "删除";
  const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
  return field == nullptr ? fmt::format("字段 {}", number) : std::string(field->label.zh);
}

// The fields in a clash by their names; empty for none.
std::string clashing_labels(const schema::Kind* kind, const std::set<std::uint32_t>& clashing) {
  std::string labels;
  for (const std::uint32_t number : clashing) labels += (labels.empty() ? "" : "、") + label_of(kind, number);
  return labels;
}

void print_table(Core& core, const schema::Kind& kind) {
  const auto columns = columns_of(kind);
  Names names(core);
  std::vector<Row> rows;
  auto clashing = core.clashing();
  core.for_each(kind.name, [&](const Record& record) {
    rows.push_back(row_of(record, columns, names));
    rows.back().cells.push_back(clashing_labels(&kind, clashing[record.id]));
  });
  std::ranges::sort(rows,
                    [](const Row& a, const Row& b) { return std::tie(a.day, a.cells) < std::tie(b.day, b.cells); });

  std::vector<std::string> heading{"编号"};
  for (const auto* field : columns) heading.emplace_back(field->label.zh);
  heading.emplace_back("冲突，见 clashes");
  Table table(std::move(heading));
  for (Row& row : rows) table.add(std::move(row.cells));
  if (!rows.empty()) fmt::print("{}", table.str());
  fmt::print("{}：共 {} 条\n", kind.label.zh, rows.size());
}

std::string value_for_people(Names& names, const schema::Kind* kind, std::uint32_t number, BytesView bytes) {
  if (number == 0) return bytes.empty() ? "恢复" : "删除";
  if (bytes.empty()) return "（清除）";
  const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
  return field == nullptr ? to_hex(bytes) : names.value(*field, bytes);
}

std::string_view state_for_people(std::string_view state) {
  if (state == "waiting") return "待发送";
  if (state == "accepted") return "已接受";
  if (state == "quarantined") return "待办公室审核";
  if (state == "parked") return "排队等待";
  if (state == "rejected") return "没有通过";
  if (state == "returned") return "被办公室退回";
  if (state == "replaced") return "已重写";
  if (state == "erased") return "已删除";
  if (state == "let-go") return "没有收进来，已不要";
  if (state == "awaiting") return "等这条记录先到";
  return state;
}

std::string state_text(const v1::ApiHistoryLine& line) {
  const std::string shown = line.shown() ? "当前显示 " : "";
  if (!line.own()) return shown + line.reason();
  // The office's words say themselves that it was returned.
  if (line.state() == "returned" && !line.reason().empty()) return shown + line.reason();
  return fmt::format("{}{}{}{}", shown, state_for_people(line.state()), line.reason().empty() ? "" : "：",
                     line.reason());
}

}  // namespace

void list(Core& core, const std::string& kind_name, bool json) {
  const schema::Kind& kind = kind_argument(kind_name);
  if (!json) return print_table(core, kind);
  core.for_each(kind.name, [](const Record& record) {
    fmt::print("{}\n", text::to_json(record.id, record.kind_number, record.fields));
  });
}

namespace {

// A record that is no ordinary one says so.
std::string marked_json(const Record& record) {
  std::string json = text::to_json(record.id, record.kind_number, record.fields);
  json.pop_back();
  if (record.deleted) json += R"(,"deleted":true)";
  if (!record.refused.empty()) json += fmt::format(R"(,"refused":"{}")", record.refused);
  return json + "}";
}

}  // namespace

void show(Core& core, const std::string& id, bool json) {
  const Record record = core.get(id_argument(id));
  if (json) {
    fmt::print("{}\n", marked_json(record));
    return;
  }
  Names names(core);
  const auto clashing = core.clashing()[record.id];
  const auto mark = [&](std::uint32_t number) { return clashing.contains(number) ? "  （有冲突，见 clashes）" : ""; };
  Sheet sheet;
  sheet.add("编号", record.id.uuid());
  sheet.add("记录",
            record.kind == nullptr ? fmt::format("类型 {}", record.kind_number) : std::string(record.kind->label.zh));
  for (const auto& [number, bytes] : record.fields) {
    sheet.add(label_of(record.kind, number), value_for_people(names, record.kind, number, bytes) + mark(number));
  }
  // What is shown as empty beside a value.
  for (const std::uint32_t number : clashing) {
    if (number != 0 && !record.fields.contains(number))
      sheet.add(label_of(record.kind, number), "（空）" + std::string(mark(number)));
  }
  if (record.deleted || clashing.contains(0))
    sheet.add("状态", (record.deleted ? "已删除" : "没有删除") + std::string(mark(0)));
  if (record.unsent) sheet.add("同步", "有未发送的修改");
  if (!record.refused.empty()) sheet.add("没有被接受", record.reason);
  fmt::print("{}", sheet.str());
}

void history(Core& core, const std::string& id, bool json) {
  v1::ApiRequest request;
  request.mutable_history()->set_id(id_argument(id).str());
  const v1::ApiHistoryLines history = core.call(request).history();
  const schema::Kind* kind = schema::find_kind(history.kind());
  Names names(core);
  Table table({"时间", "谁", "字段", "值", "状态"});
  for (const auto& line : history.lines()) {
    if (json) {
      fmt::print("{}\n", history_json(id, history.kind(), line));
      continue;
    }
    const std::string value = value_for_people(names, kind, line.field(), line.value());
    const std::string cell = shortened(value, 2 * kColumnWidth);
    table.add({time_for_people(line.at_ms()), names.of(Id::from_bytes(line.by())), label_of(kind, line.field()), cell,
               state_text(line)},
              cell == value ? "" : value);
  }
  if (!json) fmt::print("{}", table.str());
}

}  // namespace xinqiao::cli
