#include "model/schema.h"

#include <algorithm>

namespace xinqiao::schema {
namespace {

template <typename T>
const T* find_number(std::span<const T> items, auto number) {
  const auto it = std::ranges::find(items, number, &T::number);
  return it == items.end() ? nullptr : &*it;
}

template <typename T>
const T* find_name(std::span<const T> items, std::string_view name) {
  const auto it = std::ranges::find(items, name, &T::name);
  return it == items.end() ? nullptr : &*it;
}

}  // namespace

const EnumValue* Enum::find(std::int32_t number) const { return find_number(values, number); }
const EnumValue* Enum::find(std::string_view value_name) const { return find_name(values, value_name); }

const Field* Message::find(std::uint32_t number) const { return find_number(fields, number); }
const Field* Message::find(std::string_view field_name) const { return find_name(fields, field_name); }

const Kind* find_kind(std::uint32_t number) { return find_number(kinds(), number); }
const Kind* find_kind(std::string_view name) { return find_name(kinds(), name); }

Scope scope_of(std::uint32_t kind_number) {
  if (kind_number >= 1 && kind_number <= 999) return Scope::kChild;
  if (kind_number >= 1000 && kind_number <= 1999) return Scope::kDirectory;
  return Scope::kOffice;
}

std::uint32_t child_field(std::uint32_t kind_number) {
  return scope_of(kind_number) == Scope::kChild && kind_number != kChildKind ? 1 : 0;
}

}  // namespace xinqiao::schema
