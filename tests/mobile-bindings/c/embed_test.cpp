// Runs the plain-C application of embed_test.c on a folder enrolled without a server.
#include <gtest/gtest.h>

#include "mobile-bindings/enrolled_folder.h"
#include "testing/temp_folder.h"

extern "C" int embed(const char* folder);

namespace xinqiao {
namespace {

TEST(Embedding, APlainCProgramSavesOfflineAndReadsBack) {
  const testing::TempFolder folder;
  testing::enroll_without_server(folder.path());
  EXPECT_EQ(embed(folder.path().c_str()), 0);
}

}  // namespace
}  // namespace xinqiao
