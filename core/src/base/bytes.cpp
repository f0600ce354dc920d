#include "base/bytes.h"

#include <sodium.h>

#include <algorithm>

namespace xinqiao {
namespace {

std::string encode_base64(BytesView bytes, int variant) {
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    variant);
  out.pop_back();  // the terminating zero
  return out;
}

}  // namespace

std::string to_hex(BytesView bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  out.pop_back();
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  Bytes out(text.size() / 2 + 1, '\0');
  std::size_t length = 0;
  const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                                    nullptr, &length, nullptr);
  if (failed != 0 || length * 2 != text.size()) return Error{ErrorCode::kInvalid, "not hexadecimal"};
  out.resize(length);
  return out;
}

std::string to_base64url(BytesView bytes) { return encode_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

std::string to_base64(BytesView bytes) { return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL); }

Result<Bytes> from_base64url(std::string_view text) {
  Bytes out(text.size(), '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                                       text.size(), nullptr, &length, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  const Error wrong{ErrorCode::kInvalid, "not base64url"};
  if (failed != 0 || end != text.data() + text.size()) return wrong;
  out.resize(length);
  // libsodium takes some bytes beyond ASCII for letters.
  return to_base64url(out) == text ? Result<Bytes>(std::move(out)) : wrong;
}

void append_u32(Bytes& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>((value >> shift) & 0xFF));
}

void append_u64(Bytes& out, std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>((value >> shift) & 0xFF));
}

std::uint64_t read_u64(BytesView eight_bytes) {
  std::uint64_t value = 0;
  const std::size_t length = std::min<std::size_t>(eight_bytes.size(), 8);
  for (std::size_t i = 0; i < length; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(eight_bytes[i])) << (8 * i);
  }
  return value;
}

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  if (lead == 0xE0 && second < 0xA0) return 0;  // overlong
  if (lead == 0xED && second > 0x9F) return 0;  // surrogate
  if (lead == 0xF0 && second < 0x90) return 0;  // overlong
  if (lead == 0xF4 && second > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

bool is_utf8(std::string_view text) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t size = text.size();
  const auto continues = [&](std::size_t at) { return (bytes[at] & 0xC0) == 0x80; };
  std::size_t at = 0;
  while (at < size) {
    const unsigned char lead = bytes[at];
    // Nearly all there is: three bytes that need no look at the second one's range, and ASCII.
    if (lead > 0xE0 && lead < 0xED && size - at > 2 && continues(at + 1) && continues(at + 2)) {
      at += 3;
    } else if (lead < 0x80) {
      ++at;
    } else {
      const std::size_t length = utf8_length(text.substr(at));
      if (length == 0) return false;
      at += length;
    }
  }
  return true;
}

}  // namespace xinqiao
