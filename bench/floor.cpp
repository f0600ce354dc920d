#include <zstd.h>

#include <cstdio>

#include "measures.h"
#include "visits.h"

namespace xinqiao::bench {
namespace {

std::size_t packed(const Bytes& whole, int level) {
  Bytes out(ZSTD_compressBound(whole.size()), '\0');
  return ZSTD_compress(out.data(), out.size(), whole.data(), whole.size(), level);
}

}  // namespace

int measure_floor(const std::string& from_folder) {
  System system;
  const auto from = system.open(from_folder);
  const auto visits = visits_of(*from);
  Bytes whole;
  for (const Fields& visit : visits) whole += join_fields(visit);
  const auto each = [&](std::size_t bytes) { return static_cast<double>(bytes) / static_cast<double>(visits.size()); };
  std::printf("{\"visits\":%zu,\"raw\":%.1f,\"zstd_3\":%.1f,\"zstd_19\":%.1f}\n", visits.size(), each(whole.size()),
              each(packed(whole, 3)), each(packed(whole, 19)));
  return 0;
}

}  // namespace xinqiao::bench
