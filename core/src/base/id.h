#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/platform/random.h"

namespace xinqiao {

// Sixteen bytes that name a record, a person, an installation. Written as a lower-case UUID.
class Id {
 public:
  static constexpr std::size_t kSize = 16;

  Id() = default;  // the nil id: "none"
  // Any other length than 16 is the nil id.
  static Id from_bytes(BytesView bytes);
  static Result<Id> parse(std::string_view uuid);
  // Random, ordered by time (RFC 9562 UUIDv7).
  static Id random(std::int64_t now_ms, Random& random);
  // What exists once by nature: a keyed hash of its natural key (UUIDv8).
  static Id derived(BytesView organisation_key, BytesView natural_key);

  BytesView bytes() const { return {bytes_.data(), kSize}; }
  Bytes str() const { return Bytes(bytes()); }
  std::string uuid() const;
  bool is_nil() const { return *this == Id(); }
  // When it was drawn, by its author's clock; nothing of a derived id.
  std::optional<std::int64_t> drawn_ms() const;

  auto operator<=>(const Id&) const = default;

 private:
  std::array<char, kSize> bytes_{};
};

// First 8 bytes of the author's hash chain after the change; little-endian on the wire.
using ChangeId = std::uint64_t;

}  // namespace xinqiao

template <>
struct std::hash<xinqiao::Id> {
  std::size_t operator()(const xinqiao::Id& id) const noexcept { return std::hash<std::string_view>()(id.bytes()); }
};
