#include "base/id.h"

#include <algorithm>

#include "base/crypto.h"

namespace xinqiao {
namespace {

void set_version(std::array<char, Id::kSize>& bytes, unsigned version) {
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0F) | (version << 4));
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3F) | 0x80);
}

}  // namespace

Id Id::from_bytes(BytesView bytes) {
  Id id;
  if (bytes.size() == kSize) std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
  return id;
}

Result<Id> Id::parse(std::string_view uuid) {
  const Error bad{ErrorCode::kInvalid, "not an id: '" + std::string(uuid) + "'"};
  if (uuid.size() != 36) return bad;
  std::string hex;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (uuid[i] == '-')) return bad;
    if (!dash) hex.push_back(uuid[i]);
  }
  const auto bytes = from_hex(hex);
  if (!bytes.ok()) return bad;
  return from_bytes(*bytes);
}

Id Id::random(std::int64_t now_ms, Random& random) {
  Id id = from_bytes(random.bytes(kSize));
  for (int i = 0; i < 6; ++i) {
    id.bytes_[static_cast<std::size_t>(i)] = static_cast<char>((now_ms >> (40 - 8 * i)) & 0xFF);
  }
  set_version(id.bytes_, 7);
  return id;
}

Id Id::derived(BytesView organisation_key, BytesView natural_key) {
  Id id = from_bytes(crypto::keyed_hash(organisation_key, natural_key, kSize));
  set_version(id.bytes_, 8);
  return id;
}

std::optional<std::int64_t> Id::drawn_ms() const {
  if ((static_cast<unsigned char>(bytes_[6]) >> 4U) != 7) return std::nullopt;
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | static_cast<unsigned char>(bytes_[i]);
  return ms;
}

std::string Id::uuid() const {
  std::string hex = to_hex(bytes());
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace xinqiao
