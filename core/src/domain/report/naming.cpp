#include "domain/report/naming.h"

#include <algorithm>

namespace xinqiao::domain {
namespace {

template <typename Rows>
std::string name_of(const Rows& rows, const Id& id) {
  const auto found = std::ranges::find(rows, id, [](const auto& row) { return row.id; });
  return found == rows.end() ? std::string() : found->name;
}

}  // namespace

Cell Naming::child(const Id& id) const {
  const auto found = std::ranges::lower_bound(township_.children, id, {}, &Child::id);
  const bool there = found != township_.children.end() && found->id == id;
  return NamedCell{id, there ? found->name : std::string()};
}

Cell Naming::person(const Id& id) const {
  std::string name = name_of(township_.people, id);
  return name.empty() ? child(id) : NamedCell{id, std::move(name)};
}

Cell Naming::organisation(const Id& id) const { return NamedCell{id, name_of(township_.organisations, id)}; }

Cell word(std::string_view kind, std::string_view field, std::uint32_t number) {
  const schema::Field* known = schema::find_kind(kind)->message->find(field);
  const auto* value = known->enumeration->find(static_cast<std::int32_t>(number));
  return value == nullptr ? WordCell{} : WordCell{std::string(value->name), std::string(value->label.zh)};
}

}  // namespace xinqiao::domain
