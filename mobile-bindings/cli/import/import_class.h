#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xinqiao::cli {

// "三年级2班" is grade 3, class "2班". Preschool 学前班 is grade 0, 初一 is 7, 高一 is 10.
struct ClassLabel {
  std::optional<std::uint32_t> grade;
  std::string label;  // the rest; the whole text when no grade was found in it
};
ClassLabel take_apart(std::string_view text);

}  // namespace xinqiao::cli
