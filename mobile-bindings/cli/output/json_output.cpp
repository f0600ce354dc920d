#include "cli/output/json_output.h"

#include <fmt/format.h>

#include "base/china_time.h"
#include "base/id.h"
#include "model/fields.h"
#include "model/schema.h"
#include "model/text_codec.h"

namespace xinqiao::cli {
namespace {

std::string kind_json(std::uint32_t number) {
  if (number == 0) return "null";  // of a record that is not here, nor at the server
  const schema::Kind* kind = schema::find_kind(number);
  return text::quote_json(kind == nullptr ? fmt::format("kind_{}", number) : std::string(kind->name));
}

const schema::Field* find_field(std::uint32_t kind_number, std::uint32_t number) {
  const schema::Kind* kind = schema::find_kind(kind_number);
  return kind == nullptr ? nullptr : kind->message->find(number);
}

std::string field_json(std::uint32_t kind, std::uint32_t number) {
  if (number == 0) return R"("deleted")";
  const schema::Field* field = find_field(kind, number);
  return text::quote_json(field == nullptr ? std::to_string(number) : std::string(field->name));
}

std::string value_json(std::uint32_t kind, std::uint32_t number, const Bytes& bytes) {
  if (number == 0) return bytes.empty() ? "false" : "true";
  if (bytes.empty()) return "null";
  const schema::Field* field = find_field(kind, number);
  return field == nullptr ? text::quote_json(to_hex(bytes)) : text::value_json(*field, bytes);
}

std::string id_json(BytesView bytes) {
  const Id id = Id::from_bytes(bytes);
  return id.is_nil() ? "null" : text::quote_json(id.uuid());
}

// The fields of a partial message by their names; those cleared are null.
std::string fields_json(const v1::ApiWrittenChange& change) {
  std::string out;
  const auto add = [&](std::uint32_t number, const Bytes& value) {
    out +=
        (out.empty() ? "" : ",") + field_json(change.kind(), number) + ":" + value_json(change.kind(), number, value);
  };
  const auto fields = split_fields(change.set());
  if (fields.ok()) {
    for (const auto& [number, value] : *fields) add(number, value);
  }
  for (const std::uint32_t number : change.cleared()) add(number, "");
  if (change.deletes()) add(0, "deleted");
  return "{" + out + "}";
}

std::string time_json(std::int64_t ms) { return ms == 0 ? "null" : text::quote_json(china_time::format_time(ms)); }

std::string written_json(const v1::ApiWrittenChange& change) {
  const std::string whose =
      change.by().empty() ? "" : fmt::format(R"(,"by":{},"at":{})", id_json(change.by()), time_json(change.at_ms()));
  return fmt::format(R"({{"record_kind":{},"record":{},"fields":{},"cut":{},"replaced":{}{}}})",
                     kind_json(change.kind()), id_json(change.record()), fields_json(change), change.cut(),
                     change.replaced(), whose);
}

template <typename Changes>
std::string each_written_json(const Changes& changes) {
  std::string out;
  for (const auto& change : changes) out += (out.empty() ? "" : ",") + written_json(change);
  return "[" + out + "]";
}

}  // namespace

std::string history_json(const std::string& record, std::uint32_t kind, const v1::ApiHistoryLine& line) {
  return fmt::format(
      R"({{"id":{},"record_kind":{},"field":{},"value":{},"by":{},"at":{},"shown":{},"head":{},"own":{},"state":{},"reason":{}}})",
      text::quote_json(record), kind_json(kind), field_json(kind, line.field()),
      value_json(kind, line.field(), line.value()), id_json(line.by()), time_json(line.at_ms()), line.shown(),
      line.standing_head(), line.own(), text::quote_json(line.state()), text::quote_json(line.reason()));
}

std::string clash_json(const v1::ApiClash& clash) {
  std::string values;
  for (const auto& value : clash.values()) {
    std::string saw;
    for (const auto& seen : value.saw()) {
      saw += fmt::format(R"({}{{"value":{},"by":{},"at":{}}})", saw.empty() ? "" : ",",
                         value_json(clash.kind(), clash.field(), seen.value()), id_json(seen.by()),
                         time_json(seen.at_ms()));
    }
    values += fmt::format(R"({}{{"value":{},"by":{},"at":{},"shown":{},"saw":[{}]}})", values.empty() ? "" : ",",
                          value_json(clash.kind(), clash.field(), value.value()), id_json(value.by()),
                          time_json(value.at_ms()), value.shown(), saw);
  }
  return fmt::format(R"({{"id":"{:016x}","record_kind":{},"record":{},"field":{},"values":[{}]}})", clash.id(),
                     kind_json(clash.kind()), id_json(clash.record()), field_json(clash.kind(), clash.field()), values);
}

std::string attention_json(const v1::ApiAttention& item) {
  return fmt::format(
      R"({{"id":{},"record_kind":{},"record":{},"state":{},"reason":{},"by":{},"at":{},"fields":{},"changes":{},"behind":{}{}}})",
      id_json(item.id()), kind_json(item.kind()), id_json(item.record()), text::quote_json(item.state()),
      text::quote_json(item.reason()), id_json(item.by()), time_json(item.at_ms()),
      item.changes().empty() ? "{}" : fields_json(item.changes(0)), each_written_json(item.changes()),
      each_written_json(item.behind()),
      item.missing() + item.waiting() == 0
          ? ""
          : fmt::format(R"(,"missing":{},"waiting":{})", item.missing(), item.waiting()));
}

std::string sync_json(const v1::ApiSyncReport& report) {
  return fmt::format(
      R"({{"pushed":{},"accepted":{},"clashed":{},"quarantined":{},"rejected":{},"pulled":{},"requests":{},"bytes_up":{},"bytes_down":{},"ms":{}{}}})",
      report.pushed(), report.accepted(), report.clashed(), report.quarantined(), report.rejected(), report.pulled(),
      report.requests(), report.bytes_up(), report.bytes_down(), report.ms(),
      (report.later() ? R"(,"later":true)" : "") +
          (report.damaged() == 0 ? ""
                                 : fmt::format(R"(,"damaged":{},"behind":{})", report.damaged(), report.behind())));
}

std::string status_json(const v1::ApiStatusReport& report) {
  return fmt::format(
      R"({{"unsent":{},"needs_attention":{},"clashes":{},"clock_offset_ms":{},"last_sync":{},"offset_known":{}}})",
      report.unsent(), report.needs_attention(), report.clashes(), report.clock_offset_ms(),
      time_json(report.last_sync_ms()), report.clock_offset_known());
}

}  // namespace xinqiao::cli
