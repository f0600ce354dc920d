#pragma once

#include <cstdint>
#include <string>

#include "storage/own_log/own_change.h"

namespace xinqiao {

// "waiting", "accepted", "quarantined", "parked", "rejected", "erased".
std::string state_name(OwnState state);

// A v1::Reason in plain words, Chinese then English, with what to do. Empty for none.
std::string refusal_text(std::uint32_t reason);

}  // namespace xinqiao
