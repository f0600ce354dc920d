#pragma once

#include <functional>
#include <random>
#include <string>

#include "model/schema.h"

namespace xinqiao::testing {

// A value that any scalar field of the schema takes, as `value_text` writes it; drawn anew at each call.
std::string sample_text(const schema::Field& field, std::mt19937_64& random);

// Calls `visit` with the path and the field of every scalar of a message, also inside its parts:
// "location.lat", "posts.0.role".
void for_each_scalar(const schema::Message& message, const std::string& prefix,
                     const std::function<void(const std::string& path, const schema::Field&)>& visit);

}  // namespace xinqiao::testing
