#include "domain/report/report.h"
#include "model/text_codec.h"

namespace xinqiao::domain {
namespace {

template <typename... Each>
struct Cases : Each... {
  using Each::operator()...;
};
template <typename... Each>
Cases(Each...) -> Cases<Each...>;

std::string json_of(const Cell& cell) {
  return std::visit(
      Cases{[](std::monostate) { return std::string("null"); },
            [](const std::string& text) { return text::quote_json(text); },
            [](std::int64_t number) { return std::to_string(number); },
            [](bool yes) { return std::string(yes ? "true" : "false"); },
            [](const DayCell& of) {
              return of.day == 0 ? std::string("null") : text::quote_json(china_time::format_day(of.day));
            },
            [](const NamedCell& named) {
              return named.id.is_nil() ? std::string("null") : text::quote_json(named.id.uuid());
            },
            [](const WordCell& word) { return word.name.empty() ? std::string("null") : text::quote_json(word.name); }},
      cell);
}

std::string row_json(const Section& section, const std::vector<Cell>& row) {
  std::string out = "{";
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (i > 0) out += ",";
    const std::string key(section.columns[i].key);
    out += "\"" + key + "\":" + json_of(row[i]);
    const auto* named = std::get_if<NamedCell>(&row[i]);
    if (named != nullptr) out += ",\"" + key + "_name\":" + text::quote_json(named->name);
  }
  return out + "}";
}

std::string last_sync(const Report& report) {
  return report.last_sync_ms == 0 ? std::string() : china_time::format_time(report.last_sync_ms);
}

// What a spreadsheet would take for a formula is text.
std::string csv_cell(const Cell& cell) {
  std::string text = shown(cell);
  const bool is_text = std::holds_alternative<std::string>(cell) || std::holds_alternative<NamedCell>(cell);
  if (is_text && !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    text.insert(0, "'");
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "<br>";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string head_line(const Report& report) {
  std::string out = "截至 " + china_time::format_day(report.day) + "　范围：" + report.scope + "　";
  out += report.last_sync_ms == 0 ? std::string("还没有同步过") : "上次同步 " + last_sync(report);
  if (!report.complete) out += "　本机资料还不全";
  if (report.unsent > 0) out += "　还有 " + std::to_string(report.unsent) + " 项修改没有上传";
  return out;
}

constexpr std::string_view kStyle =
    "@page{size:A4;margin:15mm}body{font:10.5pt/1.5 \"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;color:#000}"
    "h1{font-size:16pt;margin:0}h2{font-size:12pt;margin:6mm 0 1mm}p{margin:1mm 0}table{border-collapse:collapse;"
    "width:100%}th,td{border:0.3pt solid #666;padding:0.8mm 1.5mm;text-align:left;vertical-align:top}"
    "thead{display:table-header-group}tr{break-inside:avoid}.page{break-before:page}";

}  // namespace

std::string shown(const Cell& cell) {
  return std::visit(
      Cases{[](std::monostate) { return std::string(); }, [](const std::string& text) { return text; },
            [](std::int64_t number) { return std::to_string(number); },
            [](bool yes) { return std::string(yes ? "是" : "否"); },
            [](const DayCell& of) { return of.day == 0 ? "" : china_time::format_day(of.day); },
            [](const NamedCell& named) { return named.name; }, [](const WordCell& word) { return word.label; }},
      cell);
}

std::string report_json(const Report& report) {
  const auto pair = [](std::string_view key, const std::string& value) {
    return "\"" + std::string(key) + "\":" + value;
  };
  std::string out = "{" + pair("report", text::quote_json(report.name));
  out += "," + pair("title", text::quote_json(report.title.zh));
  out += "," + pair("day", text::quote_json(china_time::format_day(report.day)));
  out += "," + pair("scope", text::quote_json(report.scope));
  out += "," + pair("complete", report.complete ? "true" : "false");
  out += "," + pair("last_sync", report.last_sync_ms == 0 ? "null" : text::quote_json(last_sync(report)));
  out += "," + pair("unsent", std::to_string(report.unsent)) + ",\"sections\":{";
  for (std::size_t i = 0; i < report.sections.size(); ++i) {
    const Section& section = report.sections[i];
    out += (i > 0 ? ",\"" : "\"") + section.key + "\":[";
    for (std::size_t row = 0; row < section.rows.size(); ++row) {
      if (row > 0) out += ",";
      out += row_json(section, section.rows[row]);
    }
    out += "]";
  }
  return out + "}}";
}

std::string report_csv(const Report& report) {
  std::string out = "\xEF\xBB\xBF";
  const auto line = [&](const std::vector<Cell>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i > 0 ? "," : "") + csv_cell(cells[i]);
    out += "\r\n";
  };
  line({std::string(report.title.zh), head_line(report)});
  for (const Section& section : report.sections) {
    out += "\r\n";
    line({heading_of(section)});
    std::vector<Cell> heading;
    heading.reserve(section.columns.size());
    for (const Column& column : section.columns) heading.emplace_back(std::string(column.label.zh));
    line(heading);
    for (const auto& row : section.rows) line(row);
  }
  return out;
}

std::string report_html(const Report& report) {
  const auto tagged = [](const char* tag, std::string_view text) {
    return "<" + std::string(tag) + ">" + escaped(text) + "</" + tag + ">";
  };
  std::string out = "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">";
  out += tagged("title", report.title.zh) + "<style>" + std::string(kStyle) + "</style></head><body>\n";
  out += tagged("h1", report.title.zh) + "\n" + tagged("p", head_line(report)) + "\n";
  for (const Section& section : report.sections) {
    const bool breaks = report.page_each && &section != &report.sections.front();
    out += breaks ? "<section class=\"page\">" : "<section>";
    const std::string rows = report.page_each ? "" : "（" + std::to_string(section.rows.size()) + "）";
    out += tagged("h2", heading_of(section) + rows) + "\n";
    if (section.rows.empty()) {
      out += "</section>\n";
      continue;
    }
    out += "<table><thead><tr>";
    for (const Column& column : section.columns) out += tagged("th", column.label.zh);
    out += "</tr></thead><tbody>\n";
    for (const auto& row : section.rows) {
      out += "<tr>";
      for (const Cell& cell : row) out += tagged("td", shown(cell));
      out += "</tr>\n";
    }
    out += "</tbody></table></section>\n";
  }
  return out + "</body></html>\n";
}

}  // namespace xinqiao::domain
