#include "model/wire_reader.h"

namespace xinqiao {
namespace {

constexpr std::uint64_t kNumberMax = (1U << 29) - 1;
constexpr unsigned kVarintBytesMax = 10;

}  // namespace

bool WireReader::varint(std::uint64_t& out) {
  out = 0;
  for (unsigned i = 0; i < kVarintBytesMax && i < rest_.size(); ++i) {
    const auto byte = static_cast<unsigned char>(rest_[i]);
    if (i == kVarintBytesMax - 1 && byte > 1) return false;  // beyond 64 bits
    out |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      rest_.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool WireReader::fixed(std::size_t size, std::uint64_t& out) {
  if (rest_.size() < size) return false;
  out = read_u64(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return true;
}

bool WireReader::body(Occurrence& out) {
  switch (out.type) {
    case WireType::kVarint:
      return varint(out.value);
    case WireType::kFixed64:
      return fixed(8, out.value);
    case WireType::kFixed32:
      return fixed(4, out.value);
    case WireType::kBytes: {
      std::uint64_t size = 0;
      if (!varint(size) || size > rest_.size()) return false;
      out.payload = rest_.substr(0, static_cast<std::size_t>(size));
      rest_.remove_prefix(out.payload.size());
      return true;
    }
  }
  return false;  // groups, and types that do not exist
}

bool WireReader::next(Occurrence& out) {
  if (rest_.empty() || broken_) return false;
  const BytesView start = rest_;
  std::uint64_t tag = 0;
  out = {};
  broken_ = true;
  if (!varint(tag) || (tag >> 3) == 0 || (tag >> 3) > kNumberMax) return false;
  out.number = static_cast<std::uint32_t>(tag >> 3);
  out.type = static_cast<WireType>(tag & 7);
  if (!body(out)) return false;
  out.whole = start.substr(0, start.size() - rest_.size());
  broken_ = false;
  return true;
}

}  // namespace xinqiao
