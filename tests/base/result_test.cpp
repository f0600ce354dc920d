// Goal: an error reaches the caller unchanged, and says what the caller does next.
// Method: the macros in small functions.
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace xinqiao {
namespace {

Result<std::unique_ptr<int>> make(bool good) {
  if (!good) return Error{ErrorCode::kDiskFull, "full"};
  return std::make_unique<int>(7);
}

Result<int> twice(bool good) {
  XQ_ASSIGN(const auto value, make(good));
  return *value * 2;
}

Status check(bool good) {
  XQ_TRY(twice(good));
  return {};
}

TEST(Result, AValueIsPassedOnAlsoWhenItCanOnlyMove) {
  const auto result = twice(true);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, 14);
  EXPECT_TRUE(check(true).ok());
}

TEST(Result, AnErrorIsReturnedFromTheEnclosingFunctionUnchanged) {
  EXPECT_EQ(twice(false).error().code, ErrorCode::kDiskFull);
  EXPECT_EQ(check(false).error().message, "full");
  EXPECT_FALSE(check(false));
}

TEST(Result, EveryCodeHasANameOfItsOwnAndANextStep) {
  EXPECT_EQ(next_step(ErrorCode::kInvalid), NextStep::kFixInput);
  EXPECT_EQ(next_step(ErrorCode::kNetwork), NextStep::kRetry);
  EXPECT_EQ(next_step(ErrorCode::kWrongPin), NextStep::kSignIn);
  EXPECT_EQ(next_step(ErrorCode::kCorrupt), NextStep::kReport);
  for (int code = 0; code < static_cast<int>(ErrorCode::kInternal); ++code) {
    EXPECT_STRNE(name(static_cast<ErrorCode>(code)), "internal") << code;
  }
  EXPECT_STREQ(name(ErrorCode::kInternal), "internal");
}

}  // namespace
}  // namespace xinqiao
