// The libFuzzer program of one target: XQ_FUZZ_TARGET is its function (xq_fuzz in cmake/xinqiao.cmake).
#include <cstdint>

#include "base/crypto.h"
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool ready = xinqiao::crypto::init();
  if (!ready) return -1;
  xinqiao::fuzz::XQ_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
