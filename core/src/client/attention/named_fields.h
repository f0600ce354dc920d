#pragma once

#include "model/fields.h"
#include "model/schema.h"

// Fields by the schema's names. What is not there reads as nothing: "", 0.
namespace xinqiao {

// Of a kind that is in the schema, as the field must be.
const schema::Field& named(std::uint32_t kind, std::string_view field);

Bytes bytes_in(const Fields& fields, const schema::Message& message, std::string_view name);
std::uint64_t number_in(const Fields& fields, const schema::Message& message, std::string_view name);
std::vector<Bytes> each_in(const Fields& fields, const schema::Message& message, std::string_view name);
// The name of an enumeration's value; "" when it is unknown here.
std::string_view choice_in(const Fields& fields, const schema::Message& message, std::string_view name);

}  // namespace xinqiao
