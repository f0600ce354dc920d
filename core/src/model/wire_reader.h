#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace xinqiao {

enum class WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// One occurrence of one field in protobuf wire format; the views point into the message.
struct Occurrence {
  std::uint32_t number = 0;
  WireType type = WireType::kVarint;
  std::uint64_t value = 0;  // of a varint or a fixed one
  BytesView payload;        // of kBytes
  BytesView whole;          // with its tag
};

// Walks over a message, one occurrence at a time. Groups and field 0 are broken input here.
class WireReader {
 public:
  explicit WireReader(BytesView message) : rest_(message) {}

  // False at the end and at the first broken byte; `broken` tells which.
  bool next(Occurrence& out);
  bool broken() const { return broken_; }

 private:
  bool varint(std::uint64_t& out);
  bool fixed(std::size_t size, std::uint64_t& out);
  bool body(Occurrence& out);

  BytesView rest_;
  bool broken_ = false;
};

}  // namespace xinqiao
