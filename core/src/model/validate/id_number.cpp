#include "model/validate/id_number.h"

#include "base/china_time.h"

namespace xinqiao {
namespace {

constexpr std::size_t kLength = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ISO 7064 MOD 11-2 over the first 17 digits.
char check_digit(std::string_view text) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kLength - 1; ++i) sum += kWeights[i] * (text[i] - '0');
  return "10X98765432"[sum % 11];
}

}  // namespace

IdNumberFault id_number_fault(std::string_view text) {
  if (text.size() != kLength) return IdNumberFault::kLength;
  for (std::size_t i = 0; i < kLength - 1; ++i) {
    if (!is_digit(text[i])) return IdNumberFault::kCharacter;
  }
  const char last = text.back() == 'x' ? 'X' : text.back();
  if (!is_digit(last) && last != 'X') return IdNumberFault::kCharacter;
  china_time::Day birth = 0;
  for (std::size_t i = 6; i < 14; ++i) birth = birth * 10 + static_cast<china_time::Day>(text[i] - '0');
  if (!china_time::is_day(birth)) return IdNumberFault::kBirthDate;
  return last == check_digit(text) ? IdNumberFault::kNone : IdNumberFault::kCheckDigit;
}

}  // namespace xinqiao
