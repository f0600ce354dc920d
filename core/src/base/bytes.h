#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace xinqiao {

// Octets. A std::string because protobuf, SQLite and the C library all speak it without copying.
using Bytes = std::string;
using BytesView = std::string_view;

std::string to_hex(BytesView bytes);
Result<Bytes> from_hex(std::string_view text);
// URL-safe base64 without padding (RFC 4648 section 5).
std::string to_base64url(BytesView bytes);
Result<Bytes> from_base64url(std::string_view text);
// Standard base64 with padding, as curl's key pins are written.
std::string to_base64(BytesView bytes);

// Fixed-width little-endian integers, the layout of everything that is hashed.
void append_u32(Bytes& out, std::uint32_t value);
void append_u64(Bytes& out, std::uint64_t value);
std::uint64_t read_u64(BytesView eight_bytes);

bool is_utf8(std::string_view text);
// Bytes of the UTF-8 character that `text` begins with; 0 when it begins with none.
std::size_t utf8_length(std::string_view text);

}  // namespace xinqiao
