#pragma once

#include <string>

#include "base/platform/random.h"
#include "store/control.h"
#include "store/rows.h"

namespace xinqiao::server {

inline constexpr std::int64_t kCodeDays = 14;

// A fresh one-time code for a person.
EnrollmentCode make_code(const Id& person, std::uint32_t role, std::int64_t now_ms, Random& random);
// As it is given to the person: "XQ1-…".
std::string write_code(const EnrollmentCode& code, const ServerFacts& facts, std::uint32_t organisation);

}  // namespace xinqiao::server
