#pragma once

#include "auth/refusal.h"
#include "service/service.h"

namespace xinqiao::server {

inline constexpr std::uint32_t kRetryAfterMs = 1000;

// An answer that is not 200: its status and a plain ErrorBody.
Answer to_answer(const Refusal& refusal);

}  // namespace xinqiao::server
