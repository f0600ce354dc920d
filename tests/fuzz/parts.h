#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace xinqiao::fuzz {

// A piece of an input that is several messages: a byte that tells how it is meant, its size in two bytes, itself. The
// last one may be shorter than it says.
struct Part {
  unsigned mode = 0;
  BytesView bytes;
};

inline std::vector<Part> parts_of(BytesView input, std::size_t parts_max) {
  constexpr std::size_t kHead = 3;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(input[at])); };
  std::vector<Part> parts;
  while (input.size() >= kHead && parts.size() < parts_max) {
    const std::size_t size = byte(1) | byte(2) << 8;
    parts.push_back({byte(0), input.substr(kHead, size)});
    input.remove_prefix(kHead + parts.back().bytes.size());
  }
  return parts;
}

}  // namespace xinqiao::fuzz
