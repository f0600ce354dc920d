#pragma once

#include <optional>

#include "model/schema.h"
#include "model/validate/problem.h"
#include "model/validate/validate.h"
#include "model/wire_reader.h"

// What one value of a field must keep. `value` is one occurrence of `field`, not of a message.
namespace xinqiao {

// The rules every program of every version agrees on: wire type, size of an id, UTF-8, length.
Violation::What wire_fault(const schema::Field& field, const Occurrence& value);
// The rules of this program's schema, on top: ranges, days, phones, the check digit.
std::optional<Problem> value_problem(const schema::Field& field, const Occurrence& value);
Problem describe(Violation::What fault);

}  // namespace xinqiao
