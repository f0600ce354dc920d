#include "cli/import/import_class.h"

namespace xinqiao::cli {
namespace {

struct Numeral {
  std::string_view written;
  std::uint32_t value;
};

// Longer ones first where one begins another.
constexpr Numeral kNumerals[] = {{"十二", 12}, {"十一", 11}, {"十", 10}, {"12", 12}, {"11", 11}, {"10", 10},
                                 {"一", 1},    {"二", 2},    {"三", 3},  {"四", 4},  {"五", 5},  {"六", 6},
                                 {"七", 7},    {"八", 8},    {"九", 9},  {"1", 1},   {"2", 2},   {"3", 3},
                                 {"4", 4},     {"5", 5},     {"6", 6},   {"7", 7},   {"8", 8},   {"9", 9}};
struct School {
  std::string_view written;
  std::uint32_t grades_before;
};
constexpr School kSchools[] = {{"小学", 0}, {"初", 6}, {"高", 9}};
constexpr std::uint32_t kYearsOfUpperSchools = 3;
constexpr std::uint32_t kGradeMax = 12;

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::uint32_t> take_numeral(std::string_view& text) {
  for (const Numeral& numeral : kNumerals) {
    if (take(text, numeral.written)) return numeral.value;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> take_grade(std::string_view& text) {
  if (take(text, "学前班") || take(text, "学前")) return 0;
  std::uint32_t before = 0;
  bool named = false;
  for (const auto& [school, grades] : kSchools) {
    if (take(text, school)) {
      before = grades;
      named = true;
      break;
    }
  }
  const auto numeral = take_numeral(text);
  if (!numeral) return std::nullopt;
  if (before > 0 && *numeral > kYearsOfUpperSchools) return std::nullopt;
  const bool says_grade = take(text, "年级") || take(text, "年") || text.starts_with("（") || text.starts_with("(");
  if (!says_grade && !named) return std::nullopt;  // "2班" alone is a class
  const std::uint32_t grade = before + *numeral;
  return grade <= kGradeMax ? std::optional(grade) : std::nullopt;
}

}  // namespace

ClassLabel take_apart(std::string_view text) {
  std::string_view rest = text;
  const auto grade = take_grade(rest);
  return grade ? ClassLabel{grade, std::string(rest)} : ClassLabel{std::nullopt, std::string(text)};
}

}  // namespace xinqiao::cli
