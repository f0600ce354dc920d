#pragma once

#include "base/crypto.h"
#include "xinqiao/v1/sync.pb.h"

// What docs/protocol.md says of MACs, spelled out a second time: a target gives a made-up frame or cursor the MAC that
// its receiver expects.
namespace xinqiao::fuzz {

inline void seal_frame(v1::Frame& frame, BytesView secret) {
  Bytes text = "xq-frame-1";
  append_u32(text, frame.organisation());
  append_u32(text, frame.device());
  append_u64(text, frame.nonce());
  append_u32(text, frame.encoding());
  append_u32(text, frame.dictionary());
  append_u32(text, frame.size());
  text.append(frame.payload());
  frame.set_mac(crypto::mac(secret, text));
}

inline Bytes seal_cursor(BytesView content, BytesView cursor_key, std::uint32_t device) {
  constexpr std::size_t kMacSize = 8;
  Bytes text = "xq-cursor-1";
  append_u32(text, device);
  text.append(content);
  return Bytes(content) + crypto::mac(cursor_key, text).substr(0, kMacSize);
}

}  // namespace xinqiao::fuzz
