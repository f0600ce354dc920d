// Goal: with no server `sync` gives up within 30 s and says so. Method: the program, and a port where nobody listens.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>

#include "mobile-bindings/cli/run_program.h"
#include "mobile-bindings/enrolled_folder.h"
#include "testing/temp_folder.h"

namespace xinqiao {
namespace {

TEST(GiveUp, SyncWithoutAServerEndsWithinHalfAMinute) {
  const testing::TempFolder folder;
  const std::string data = folder / "device";
  testing::enroll_without_server(data);
  const auto began = std::chrono::steady_clock::now();
  const auto ran = testing::run_program(fmt::format("--data '{}' sync --json", data), folder / "err");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(30));
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, ::testing::HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace xinqiao
