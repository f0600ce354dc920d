#pragma once

#include <string_view>

namespace xinqiao {

enum class IdNumberFault { kNone, kLength, kCharacter, kBirthDate, kCheckDigit };

// The resident identity number of GB 11643-1999: six digits of region, the birth date, three of
// sequence, and a check digit that may be X (x is taken too).
IdNumberFault id_number_fault(std::string_view text);

}  // namespace xinqiao
