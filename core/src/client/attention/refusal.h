#pragma once

#include <cstdint>
#include <string>

#include "storage/own_log/own_change.h"

namespace xinqiao {

// "waiting", "accepted", "quarantined", "parked", "rejected", "erased", "replaced", "awaiting", "damaged".
std::string state_name(OwnState state);
// The same; "returned" of what the office sent back.
std::string refusal_name(const OwnChange& own);

// A v1::Reason in plain words, Chinese then English, with what to do. Empty for none.
std::string refusal_text(std::uint32_t reason);
// The same as said to the office that is to decide.
std::string held_text(std::uint32_t reason);
// The same with the office's words.
std::string refusal_text(std::uint32_t reason, const std::string& why);
// The same of what its author has dealt with.
std::string past_text(std::uint32_t reason, const std::string& why);
// What it waited behind is done with.
std::string freed_text();
// A gap, as said to the office: so many changes are missing, so many wait behind them.
std::string gap_text(std::uint64_t missing, std::uint64_t waiting);
// They are not missing, but others stand in their place.
std::string forked_text(std::uint64_t waiting);
// Two copies of a device's data are in use.
std::string copied_text(const std::string& label);
// What the person wrote on another device and was not taken; `why`: the office's words, or the reason.
std::string elsewhere_text(bool undecided, const std::string& why);
// A restored server lacks something; what the person wrote on another device; an office's decision on something, or its
// release of a gap.
std::string lost_text();
std::string lost_elsewhere_text();
std::string lost_held_text();
std::string lost_decision_text(bool accepts, const std::string& why);
std::string lost_release_text();

}  // namespace xinqiao
