#include "model/validate/value_shape.h"

#include "model/fields.h"
#include "model/validate/value_rules.h"

namespace xinqiao {

std::vector<Occurrence> shown_values(const schema::Field& field, BytesView bytes) {
  std::vector<Occurrence> values;
  WireReader reader(bytes);
  Occurrence value;
  while (reader.next(value)) {
    if (wire_fault(field, value) == Violation::What::kBadValue) return {};
    if (field.message != nullptr && !split_fields(value.payload).ok()) return {};
    if (!field.repeated) values.clear();
    values.push_back(value);
  }
  return reader.broken() ? std::vector<Occurrence>() : values;
}

}  // namespace xinqiao
