#include "client/attention/named_fields.h"

#include "base/check.h"

namespace xinqiao {
namespace {

const Bytes* find(const Fields& fields, const schema::Message& message, std::string_view name) {
  const schema::Field* field = message.find(name);
  XQ_CHECK(field != nullptr);
  const auto found = fields.find(field->number);
  return found == fields.end() ? nullptr : &found->second;
}

}  // namespace

const schema::Field& named(std::uint32_t kind, std::string_view field) {
  const schema::Field* found = schema::find_kind(kind)->message->find(field);
  XQ_CHECK(found != nullptr);
  return *found;
}

Bytes bytes_in(const Fields& fields, const schema::Message& message, std::string_view name) {
  const Bytes* value = find(fields, message, name);
  return value == nullptr ? Bytes() : read_bytes(*value).value_or("");
}

std::uint64_t number_in(const Fields& fields, const schema::Message& message, std::string_view name) {
  const Bytes* value = find(fields, message, name);
  return value == nullptr ? 0 : read_varint(*value).value_or(0);
}

std::vector<Bytes> each_in(const Fields& fields, const schema::Message& message, std::string_view name) {
  const Bytes* value = find(fields, message, name);
  return value == nullptr ? std::vector<Bytes>() : read_each(*value).value_or(std::vector<Bytes>());
}

std::string_view choice_in(const Fields& fields, const schema::Message& message, std::string_view name) {
  const auto number = static_cast<std::int32_t>(number_in(fields, message, name));
  const schema::EnumValue* value = message.find(name)->enumeration->find(number);
  return value == nullptr ? std::string_view() : value->name;
}

}  // namespace xinqiao
