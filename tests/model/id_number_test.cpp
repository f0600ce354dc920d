// Goal: a slip of the finger in an identity number is found before it is saved.
// Method: published examples, and every change of one digit.
#include "model/validate/id_number.h"

#include <gtest/gtest.h>

namespace xinqiao {
namespace {

constexpr const char* kGood = "11010519491231002X";  // the example of GB 11643-1999

TEST(IdNumber, TheExamplesOfTheStandardAreRight) {
  EXPECT_EQ(id_number_fault(kGood), IdNumberFault::kNone);
  EXPECT_EQ(id_number_fault("11010519491231002x"), IdNumberFault::kNone);
  EXPECT_EQ(id_number_fault("440524188001010014"), IdNumberFault::kBirthDate);  // 1880: before our calendar
}

TEST(IdNumber, EveryChangeOfOneDigitIsFound) {
  for (std::size_t at = 0; at < 17; ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string text = kGood;
      if (text[at] == digit) continue;
      text[at] = digit;
      EXPECT_NE(id_number_fault(text), IdNumberFault::kNone) << text;
    }
  }
}

TEST(IdNumber, TheFaultIsNamed) {
  EXPECT_EQ(id_number_fault(""), IdNumberFault::kLength);
  EXPECT_EQ(id_number_fault("110105491231002"), IdNumberFault::kLength);
  EXPECT_EQ(id_number_fault("1101051949123100XX"), IdNumberFault::kCharacter);
  EXPECT_EQ(id_number_fault("11010519491231002Y"), IdNumberFault::kCharacter);
  EXPECT_EQ(id_number_fault("11010519490231002X"), IdNumberFault::kBirthDate);
  EXPECT_EQ(id_number_fault("110105194912310020"), IdNumberFault::kCheckDigit);
}

}  // namespace
}  // namespace xinqiao
