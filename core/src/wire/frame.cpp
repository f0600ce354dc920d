#include "wire/frame.h"

#include <zstd.h>

#include <memory>

#include "base/crypto.h"
#include "base/limits.h"
#include "wire/dictionary/dictionary.h"

namespace xinqiao::wire {
namespace {

constexpr std::uint32_t kPlain = 0;
constexpr std::uint32_t kZstd = 1;
constexpr int kLevel = 3;
constexpr std::size_t kWorthCompressing = 64;
// A larger payload has its own words soon, and is packed faster without.
constexpr std::size_t kWithDictionaryMax = 8 * 1024;
constexpr std::uint32_t kDictionary = 1;

Bytes mac_of(const v1::Frame& frame, BytesView secret) {
  Bytes text = "xq-frame-1";
  append_u32(text, frame.organisation());
  append_u32(text, frame.device());
  append_u64(text, frame.nonce());
  append_u32(text, frame.encoding());
  append_u32(text, frame.dictionary());
  append_u32(text, frame.size());
  crypto::Hasher mac(crypto::kMacSize, secret);
  mac.add(text);
  mac.add(frame.payload());
  return mac.finish();
}

// One for each thread: its tables are some megabytes, and cost more to get and to clear than a small frame to compress.
ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  return context.get();
}

// Digested once for the process; read by all threads.
const ZSTD_CDict* packing_dictionary() {
  static const auto digested = [] {
    const BytesView raw = dictionary(kDictionary);
    return std::unique_ptr<ZSTD_CDict, decltype(&ZSTD_freeCDict)>(ZSTD_createCDict(raw.data(), raw.size(), kLevel),
                                                                  &ZSTD_freeCDict);
  }();
  return digested.get();
}

const ZSTD_DDict* opening_dictionary() {
  static const auto digested = [] {
    const BytesView raw = dictionary(kDictionary);
    return std::unique_ptr<ZSTD_DDict, decltype(&ZSTD_freeDDict)>(ZSTD_createDDict(raw.data(), raw.size()),
                                                                  &ZSTD_freeDDict);
  }();
  return digested.get();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  return context.get();
}

Bytes compress(BytesView payload, bool with_dictionary) {
  Bytes out;
  out.resize_and_overwrite(ZSTD_compressBound(payload.size()), [&](char* data, std::size_t room) {
    const std::size_t size =
        with_dictionary
            ? ZSTD_compress_usingCDict(compressor(), data, room, payload.data(), payload.size(), packing_dictionary())
            : ZSTD_compressCCtx(compressor(), data, room, payload.data(), payload.size(), kLevel);
    return ZSTD_isError(size) != 0 ? 0 : size;
  });
  return out;
}

Result<Bytes> decompress(const v1::Frame& frame) {
  // One call into a buffer of the named size: a bomb fails here without growing anything.
  Bytes out;
  bool whole = false;
  out.resize_and_overwrite(frame.size(), [&](char* data, std::size_t room) {
    const Bytes& packed = frame.payload();
    const std::size_t size =
        frame.dictionary() == kDictionary
            ? ZSTD_decompress_usingDDict(decompressor(), data, room, packed.data(), packed.size(), opening_dictionary())
            : ZSTD_decompressDCtx(decompressor(), data, room, packed.data(), packed.size());
    whole = ZSTD_isError(size) == 0 && size == frame.size();
    return whole ? size : 0;
  });
  if (!whole) {
    return Error{ErrorCode::kInvalid, "the payload does not open to the size it names"};
  }
  return out;
}

}  // namespace

Bytes pack_frame(std::uint32_t organisation, std::uint32_t device, std::uint64_t nonce, BytesView payload,
                 BytesView secret) {
  v1::Frame frame;
  frame.set_organisation(organisation);
  frame.set_device(device);
  frame.set_nonce(nonce);
  frame.set_size(static_cast<std::uint32_t>(payload.size()));
  Bytes small = payload.size() < kWorthCompressing ? Bytes() : compress(payload, false);
  if (payload.size() >= kWorthCompressing && payload.size() <= kWithDictionaryMax) {
    // Not always better: of receipts, say, which say the same again and again.
    Bytes smaller = compress(payload, true);
    if (smaller.size() < small.size()) {
      small = std::move(smaller);
      frame.set_dictionary(kDictionary);
    }
  }
  if (!small.empty() && small.size() < payload.size()) {
    frame.set_encoding(kZstd);
    frame.set_payload(std::move(small));
  } else {
    frame.set_encoding(kPlain);
    frame.set_dictionary(0);
    frame.set_payload(Bytes(payload));
  }
  frame.set_mac(mac_of(frame, secret));
  return frame.SerializeAsString();
}

Result<v1::Frame> parse_frame(BytesView body) {
  if (body.size() > limits::kBodyBytes) return Error{ErrorCode::kTooLarge, "the body is over the limit"};
  v1::Frame frame;
  if (!frame.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return Error{ErrorCode::kInvalid, "the body is not a frame"};
  }
  return frame;
}

Result<Bytes> open_frame(const v1::Frame& frame, BytesView secret) {
  if (!crypto::equal(frame.mac(), mac_of(frame, secret))) {
    return Error{ErrorCode::kUnauthenticated, "the frame's MAC is wrong"};
  }
  if (frame.size() > limits::kOpenedBytes)
    return Error{ErrorCode::kTooLarge, "the payload opens to more than the limit"};
  if (frame.encoding() == kZstd && frame.dictionary() <= kDictionary) return decompress(frame);
  if (frame.encoding() != kPlain || frame.payload().size() != frame.size()) {
    return Error{ErrorCode::kInvalid, "the payload's encoding is not known here"};
  }
  return frame.payload();
}

}  // namespace xinqiao::wire
