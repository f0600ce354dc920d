#pragma once

#include <string>

#include "schema_set.h"

namespace xinqiao::plugin {

// What a schema must keep so that old programs go on understanding new records. Each returns the
// first breach as "Child.photo: ...", or nothing.
std::string check_kinds(const SchemaSet& schema);
std::string check_fields(const SchemaSet& schema);

inline constexpr int kFieldNumberMax = 4095;  // above: reserved for groups that are not fields

}  // namespace xinqiao::plugin
