#pragma once

#include <optional>

#include "domain/facts.h"

namespace xinqiao::domain {

// Support ends on this birthday (scheme 8).
inline constexpr std::uint32_t kOfAge = 18;

// On that day: the archive is open and active, and the child is not of age.
bool is_supported(const Child& child, Day day);

// The day before that birthday; 0: no birth date is known.
Day last_day_before_of_age(const Child& child);

// Of what a pairing says, what counts: it ends with the child's support, whatever nobody wrote down. Nothing: none of
// it.
std::optional<china_time::Period> counts(const Child& child, const Pairing& pairing);

// Who holds the first of the roles that anybody holds on that day; of several the one who began first. Null: nobody.
const Pairing* holder(const Child& child, const std::vector<std::uint32_t>& roles, Day day);

}  // namespace xinqiao::domain
