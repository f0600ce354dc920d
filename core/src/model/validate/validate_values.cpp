#include "model/text_codec.h"
#include "model/validate/validate.h"
#include "model/validate/value_rules.h"

namespace xinqiao {
namespace {

Status check_message(const schema::Message& message, const Fields& fields, const std::string& prefix);

Status check_occurrence(const schema::Field& field, const Occurrence& value, const std::string& prefix,
                        std::size_t position) {
  const auto path = [&] {
    const std::string name = prefix + std::string(field.name);
    return field.repeated && field.message != nullptr ? name + "." + std::to_string(position) : name;
  };
  const Violation::What fault = wire_fault(field, value);
  if (fault != Violation::What::kNone) return field_error(field, path(), describe(fault));
  if (field.message != nullptr) {
    const auto parts = split_fields(value.payload);
    if (!parts.ok()) return field_error(field, path(), describe(Violation::What::kBadValue));
    return check_message(*field.message, *parts, path() + ".");
  }
  const auto problem = value_problem(field, value);
  if (problem) return field_error(field, path(), text::value_text(field, value.whole), *problem);
  return {};
}

Status check_message(const schema::Message& message, const Fields& fields, const std::string& prefix) {
  for (const auto& [number, bytes] : fields) {
    const schema::Field* field = message.find(number);
    if (field == nullptr) continue;
    WireReader reader(bytes);
    Occurrence value;
    for (std::size_t position = 0; reader.next(value); ++position) {
      XQ_TRY(check_occurrence(*field, value, prefix, position));
    }
    if (reader.broken()) {
      return field_error(*field, prefix + std::string(field->name), describe(Violation::What::kBadValue));
    }
  }
  return {};
}

// A blank text says as little as an absent one.
bool is_filled(const schema::Field& field, const Fields& fields) {
  const auto it = fields.find(field.number);
  if (it == fields.end() || it->second.empty()) return false;
  return field.type != schema::Type::kText ||
         read_bytes(it->second).value_or("").find_first_not_of(" \t\r\n") != Bytes::npos;
}

}  // namespace

Status check_values(const schema::Kind& kind, const Fields& fields) { return check_message(*kind.message, fields, ""); }

Status check_required(const schema::Kind& kind, const Fields& fields) {
  std::string missing;
  std::string names;
  for (const schema::Field& field : kind.message->fields) {
    if (!field.required || is_filled(field, fields)) continue;
    missing += (missing.empty() ? "" : "、") + std::string(field.label.zh) + " " + std::string(field.name);
    names += (names.empty() ? "" : ", ") + std::string(field.name);
  }
  if (missing.empty()) return {};
  return Error{ErrorCode::kInvalid, missing + ": 必填 / " + names + ": required"};
}

}  // namespace xinqiao
