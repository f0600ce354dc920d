#pragma once

#include <cstdint>
#include <string>

namespace xinqiao {

// A v1::Reason in plain words, Chinese then English, with what to do. Empty for none.
std::string refusal_text(std::uint32_t reason);

}  // namespace xinqiao
