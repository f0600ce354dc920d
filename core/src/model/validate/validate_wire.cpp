#include "model/validate/validate.h"
#include "model/validate/value_rules.h"

namespace xinqiao {
namespace {

using What = Violation::What;

What check_message(const schema::Message& message, BytesView bytes);

What check_occurrence(const schema::Field& field, const Occurrence& value) {
  const What fault = wire_fault(field, value);
  if (fault != What::kNone || field.message == nullptr) return fault;
  return check_message(*field.message, value.payload);
}

// Messages of the schema do not contain themselves, so the depth is the schema's.
What check_message(const schema::Message& message, BytesView bytes) {
  WireReader reader(bytes);
  Occurrence value;
  while (reader.next(value)) {
    const schema::Field* field = message.find(value.number);
    const What fault = field == nullptr ? What::kNone : check_occurrence(*field, value);
    if (fault != What::kNone) return fault;
  }
  return reader.broken() ? What::kBadValue : What::kNone;
}

}  // namespace

Violation check_wire(const schema::Kind* kind, std::uint32_t number, BytesView bytes) {
  const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
  WireReader reader(bytes);
  Occurrence value;
  while (reader.next(value)) {
    if (value.number != number) return {What::kBadValue, number};
    const What fault = field == nullptr ? What::kNone : check_occurrence(*field, value);
    if (fault != What::kNone) return {fault, number};
  }
  return reader.broken() ? Violation{What::kBadValue, number} : Violation();
}

Violation check_wire(const schema::Kind* kind, const Fields& fields) {
  for (const auto& [number, bytes] : fields) {
    const Violation violation = check_wire(kind, number, bytes);
    if (violation.what != What::kNone) return violation;
  }
  return {};
}

}  // namespace xinqiao
