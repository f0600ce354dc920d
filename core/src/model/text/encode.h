#pragma once

#include <string_view>
#include <vector>

#include "model/text_codec.h"

namespace xinqiao::text {

// One typed value of a scalar field as one occurrence, tag included. `path` names it in errors.
Result<Bytes> encode(const schema::Field& field, std::string_view path, std::string_view value,
                     const Resolver& resolve);

// Between a list and its line of text: commas between, `\` before a comma, a `\` or a space at either
// end that belongs to a value. Empty values are dropped.
std::vector<std::string> split_list(std::string_view line);
std::string escape_in_list(std::string_view value);

}  // namespace xinqiao::text
