#pragma once

#include <string>

#include "schema_set.h"

namespace xinqiao::plugin {

// The text of schema_table.cpp: the data of core/src/model/schema.h. Only kinds() is visible outside.
std::string write_table(const SchemaSet& schema);
// The text of docs/data-model.md.
std::string write_doc(const SchemaSet& schema);

}  // namespace xinqiao::plugin
