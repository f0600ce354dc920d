#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/china_time.h"
#include "base/id.h"
#include "model/fields.h"
#include "model/schema.h"

// What is unlikely and may be so all the same: it is saved, and whoever wrote it is asked to look again. What cannot be
// so is refused (model/validate).
namespace xinqiao::domain {

struct Warning {
  std::string_view field;  // its name in the schema
  std::string zh;
  std::string en;
};

// A record as it stands once it is saved.
struct Written {
  const schema::Kind& kind;
  // The bytes of a field; null: it has none.
  std::function<const Bytes*(std::uint32_t)> value;
  // The field is of this very edit: of what was there before nobody is warned again.
  std::function<bool(std::uint32_t)> is_new;
  // Another record; nothing when it is not known here.
  std::function<std::optional<Fields>(const Id&)> other;
};

// In the order of the rules.
std::vector<Warning> warnings_of(const Written& record, china_time::Day today);

}  // namespace xinqiao::domain
