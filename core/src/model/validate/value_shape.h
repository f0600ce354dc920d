#pragma once

#include <vector>

#include "model/schema.h"
#include "model/wire_reader.h"

namespace xinqiao {

// The occurrences of a field that are to be shown: all of a repeated one, the last of any other.
// Empty when the bytes are not of the field's type: they are then shown as they are.
std::vector<Occurrence> shown_values(const schema::Field& field, BytesView bytes);

}  // namespace xinqiao
