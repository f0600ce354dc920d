#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/naming/references.h"
#include "model/text_codec.h"

// What people write of a record: "field=value".
namespace xinqiao::cli {

// A part of a field may also be joined to its name by "_": "sanction_number" is "sanction.number".
text::Assignment split_assignment(const schema::Kind& kind, const std::string& argument);

// The field that a path names ("posts.0.school"); null when the schema has no such field.
const schema::Field* field_at(const schema::Kind& kind, std::string_view path);

// The fields the assignments touch, over `current`; organisations they name for the first time go into `save`.
Fields parse_assignments(const schema::Kind& kind, const std::vector<std::string>& arguments, const Fields& current,
                         References& references, v1::ApiSave& save);

// A failure when the child that the fields name is not on this device.
void require_child(Core& core, const schema::Kind& kind, const Fields& fields);

// A new organisation that names none above it lies in this device's township.
void place_organisation(const schema::Kind& kind, References& references, Fields& fields);

}  // namespace xinqiao::cli
