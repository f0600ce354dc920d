#include "model/validate/problem.h"
#include "model/validate/validate.h"
#include "model/wire_reader.h"

namespace xinqiao {
namespace {

// The last occurrence as a value without its tag, which two programs write alike.
Bytes value_of(BytesView field) {
  WireReader reader(field);
  Occurrence value;
  Bytes out;
  while (reader.next(value)) {
    out.clear();
    if (value.type == WireType::kBytes) {
      out = value.payload;
    } else {
      append_u64(out, value.value);
    }
  }
  return out;
}

}  // namespace

Result<Bytes> natural_key(const schema::Kind& kind, const Fields& fields) {
  Bytes key;
  append_u32(key, kind.number);
  for (const std::string_view name : kind.natural_key) {
    const schema::Field* field = kind.message->find(name);
    const auto it = fields.find(field->number);
    const Bytes value = it == fields.end() ? Bytes() : value_of(it->second);
    if (value.empty()) return field_error(*field, name, {"必填，编号由它得出", "is required: the id comes from it"});
    append_u32(key, static_cast<std::uint32_t>(value.size()));
    key += value;
  }
  return key;
}

}  // namespace xinqiao
