#pragma once

#include <string_view>

namespace xinqiao::domain {

// The first letter of the reading of each character from U+4E00 to U+9FFF; '-' where none is known.
inline constexpr char32_t kFirstHan = 0x4E00;
extern const std::string_view kHanInitials;

}  // namespace xinqiao::domain
