#include <zstd.h>

#include <cstdio>
#include <memory>

#include "measures.h"
#include "visits.h"
#include "wire/dictionary/dictionary.h"

namespace xinqiao::bench {
namespace {

std::size_t packed(const Bytes& whole, int level) {
  Bytes out(ZSTD_compressBound(whole.size()), '\0');
  return ZSTD_compress(out.data(), out.size(), whole.data(), whole.size(), level);
}

// Each by itself, as a phone sends it that syncs after every visit.
std::size_t packed_alone(const std::vector<Fields>& visits, BytesView dictionary) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  const std::unique_ptr<ZSTD_CDict, decltype(&ZSTD_freeCDict)> digested(
      ZSTD_createCDict(dictionary.data(), dictionary.size(), 3), &ZSTD_freeCDict);
  std::size_t size = 0;
  for (const Fields& visit : visits) {
    const Bytes raw = join_fields(visit);
    Bytes out(ZSTD_compressBound(raw.size()), '\0');
    size += ZSTD_compress_usingCDict(context.get(), out.data(), out.size(), raw.data(), raw.size(), digested.get());
  }
  return size;
}

}  // namespace

int measure_floor(const std::string& from_folder) {
  System system;
  const auto from = system.open(from_folder);
  const auto visits = visits_of(*from);
  Bytes whole;
  for (const Fields& visit : visits) whole += join_fields(visit);
  const auto each = [&](std::size_t bytes) { return static_cast<double>(bytes) / static_cast<double>(visits.size()); };
  std::printf(
      "{\"visits\":%zu,\"raw\":%.1f,\"zstd_3\":%.1f,\"zstd_19\":%.1f,\"alone\":%.1f,\"alone_dictionary\":%.1f}\n",
      visits.size(), each(whole.size()), each(packed(whole, 3)), each(packed(whole, 19)),
      each(packed_alone(visits, {})), each(packed_alone(visits, wire::dictionary(1))));
  return 0;
}

}  // namespace xinqiao::bench
