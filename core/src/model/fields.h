#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace xinqiao {

// A record message cut into its top-level fields: number -> the field's bytes, tags included, every
// occurrence in order. Knows nothing of the schema, so unknown fields are as good as known ones.
using Fields = std::map<std::uint32_t, Bytes>;

// kInvalid when `message` is not protobuf wire format (groups, field 0, truncation).
Result<Fields> split_fields(BytesView message);
Bytes join_fields(const Fields& fields);

// Readers of one field's bytes, the last occurrence winning. Nothing when it is of another wire type.
std::optional<std::uint64_t> read_varint(BytesView field);
std::optional<double> read_double(BytesView field);
std::optional<Bytes> read_bytes(BytesView field);  // string, bytes, message
// Every occurrence of a repeated string, bytes or message. Nothing when one is of another wire type.
std::optional<std::vector<Bytes>> read_each(BytesView field);

// Writers of one occurrence, tag included.
void write_varint(Bytes& out, std::uint32_t number, std::uint64_t value);
void write_double(Bytes& out, std::uint32_t number, double value);
void write_bytes(Bytes& out, std::uint32_t number, BytesView value);

}  // namespace xinqiao
