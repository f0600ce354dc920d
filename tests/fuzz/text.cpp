// What people type and what they read back. The input is a kind, then lines "path=value"; and, whole, a record's bytes.
// What parses keeps every rule that the server and the device look at, and shows as text that parses to the same bytes;
// whatever the bytes, what is shown is UTF-8 and whole JSON.
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/china_time.h"
#include "fuzz/targets.h"
#include "model/text/encode.h"
#include "model/text_codec.h"
#include "model/validate/id_number.h"
#include "model/validate/validate.h"

namespace xinqiao::fuzz {
namespace {

Result<Id> resolve(std::string_view kind, std::string_view name) {
  if (name.size() > 6) return Error{ErrorCode::kNotFound, "nobody of that name"};
  return Id::derived(Bytes(32, 'k'), std::string(kind) + std::string(name));
}

std::vector<text::Assignment> assignments_in(BytesView lines) {
  constexpr std::size_t kMax = 40;
  std::vector<text::Assignment> out;
  while (!lines.empty() && out.size() < kMax) {
    const BytesView line = lines.substr(0, lines.find('\n'));
    const auto sign = line.find('=');
    if (sign != BytesView::npos) out.push_back({Bytes(line.substr(0, sign)), Bytes(line.substr(sign + 1))});
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
  }
  return out;
}

void check_shown(const schema::Kind& kind, const Fields& fields) {
  const auto json = nlohmann::json::parse(text::to_json(Id(), kind.number, fields), nullptr, false);
  XQ_CHECK(json.is_object());
  XQ_CHECK(json.at("record_kind") == kind.name);
  for (const auto& [number, bytes] : fields) {
    const schema::Field* field = kind.message->find(number);
    if (field == nullptr) continue;
    XQ_CHECK(is_utf8(text::value_text(*field, bytes)));
    XQ_CHECK(!nlohmann::json::parse(text::value_json(*field, bytes), nullptr, false).is_discarded());
  }
}

// Of a field without parts.
void check_reads_back(const schema::Kind& kind, const schema::Field& field, const Bytes& bytes) {
  if (field.message != nullptr) return;
  const Bytes shown = text::value_text(field, bytes);
  const auto again = text::parse(*kind.message, {{std::string(field.name), shown}}, {}, resolve);
  XQ_CHECK(again.ok());
  XQ_CHECK(again->at(field.number) == bytes);
}

void check_typed(const schema::Kind& kind, BytesView lines) {
  const auto fields = text::parse(*kind.message, assignments_in(lines), {}, resolve);
  if (!fields.ok()) {
    XQ_CHECK(!fields.error().message.empty());
    return;
  }
  XQ_CHECK(*split_fields(join_fields(*fields)) == *fields);
  check_shown(kind, *fields);
  if (check_wire(&kind, *fields).what != Violation::What::kNone || !check_values(kind, *fields).ok()) return;
  for (const auto& [number, bytes] : *fields) check_reads_back(kind, *kind.message->find(number), bytes);
}

void check_record(const schema::Kind& kind, BytesView bytes) {
  const auto fields = split_fields(bytes);
  if (!fields.ok()) return;
  XQ_CHECK(*split_fields(join_fields(*fields)) == *fields);
  check_shown(kind, *fields);
  const bool sound = check_wire(&kind, *fields).what == Violation::What::kNone;
  const Status values = check_values(kind, *fields);
  XQ_CHECK(sound || !values.ok());
  static_cast<void>(check_required(kind, *fields).ok());
  static_cast<void>(natural_key(kind, *fields).ok());
}

void check_small(BytesView text) {
  if (const auto ms = china_time::parse_time(text); ms.ok()) {
    XQ_CHECK(*china_time::parse_time(china_time::format_time(*ms)) == *ms);
  }
  if (const auto day = china_time::parse_day(text); day.ok()) {
    XQ_CHECK(*china_time::parse_day(china_time::format_day(*day)) == *day);
    XQ_CHECK(china_time::day_of(china_time::start_of(*day)) == *day);
  }
  if (const auto id = Id::parse(text); id.ok()) XQ_CHECK(*Id::parse(id->uuid()) == *id);
  if (const auto bytes = from_hex(text); bytes.ok()) XQ_CHECK(*from_hex(to_hex(*bytes)) == *bytes);
  if (const auto bytes = from_base64url(text); bytes.ok()) XQ_CHECK(to_base64url(*bytes) == text);
  XQ_CHECK(*from_base64url(to_base64url(text)) == text && *from_hex(to_hex(text)) == text);
  static_cast<void>(id_number_fault(text));
  if (!is_utf8(text)) return;
  XQ_CHECK(nlohmann::json::parse(text::quote_json(text), nullptr, false) == text);
}

}  // namespace

void fuzz_text(BytesView input) {
  if (input.empty()) return;
  const auto kinds = schema::kinds();
  const schema::Kind& kind = kinds[static_cast<unsigned char>(input.front()) % kinds.size()];
  input.remove_prefix(1);
  check_typed(kind, input);
  check_record(kind, input);
  check_small(input);
}

}  // namespace xinqiao::fuzz
