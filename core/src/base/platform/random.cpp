#include "base/platform/random.h"

#include <sodium.h>

namespace xinqiao {

Bytes SystemRandom::bytes(std::size_t count) {
  Bytes out(count, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

}  // namespace xinqiao
