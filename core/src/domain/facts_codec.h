#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "domain/facts.h"

namespace xinqiao::domain {

// As it is kept. A new number whenever gather() or the form changes: what has another is gathered anew.
inline constexpr std::uint32_t kFactsFormat = 5;

Bytes encode(const Child& child);
// kCorrupt: damaged, or of another format.
Result<Child> decode(BytesView bytes);

}  // namespace xinqiao::domain
