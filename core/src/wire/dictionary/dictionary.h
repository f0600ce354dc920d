#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace xinqiao::wire {

// What both sides have read before a frame: zstd dictionaries by their ids, for ever as they are, since old frames and
// old programs name them. Dictionary 1 is of wire version 1, so that nobody has to ask for it. `xinqiao-bench train`
// makes one from the schema's table and words.txt. Empty: not known here.
BytesView dictionary(std::uint32_t id);

}  // namespace xinqiao::wire
