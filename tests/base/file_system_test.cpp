// Goal: a private file is there whole or not at all, readable by its owner alone, and errors say what to do.
// Method: a folder of its own under the system's temporary folder.
#include "base/platform/file_system.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace xinqiao {
namespace {

class FileSystemTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "xinqiao-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static unsigned mode(const std::string& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777;
  }

  SystemFileSystem files_;
  std::string folder_;
};

TEST_F(FileSystemTest, WhatIsWrittenIsReadBack) {
  const std::string path = folder_ + "/key";
  const Bytes data = Bytes("\0\xff key", 6) + Bytes(200'000, 'x');
  EXPECT_FALSE(files_.exists(path));
  ASSERT_TRUE(files_.write_private(path, data).ok());
  EXPECT_TRUE(files_.exists(path));
  EXPECT_EQ(*files_.read(path), data);
}

TEST_F(FileSystemTest, FilesAndFoldersAreTheOwnersAlone) {
  ASSERT_TRUE(files_.make_folder(folder_ + "/a/b").ok());
  ASSERT_TRUE(files_.write_private(folder_ + "/a/b/key", "k").ok());
  EXPECT_EQ(mode(folder_ + "/a"), 0700u);
  EXPECT_EQ(mode(folder_ + "/a/b/key"), 0600u);
}

TEST_F(FileSystemTest, WritingAgainReplacesAndLeavesNothingBeside) {
  const std::string path = folder_ + "/key";
  ASSERT_TRUE(files_.write_private(path, "a longer one").ok());
  ASSERT_TRUE(files_.write_private(path, "short").ok());
  EXPECT_EQ(*files_.read(path), "short");
  const std::filesystem::directory_iterator entries(folder_);
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(FileSystemTest, AFileThatIsNotThereIsNotFound) {
  const auto data = files_.read(folder_ + "/none");
  ASSERT_FALSE(data.ok());
  EXPECT_EQ(data.error().code, ErrorCode::kNotFound);
  EXPECT_NE(data.error().message.find("none"), std::string::npos);
}

TEST_F(FileSystemTest, AFolderThatExistsIsFineButAFileInItsPlaceIsNot) {
  EXPECT_TRUE(files_.make_folder(folder_).ok());
  ASSERT_TRUE(files_.write_private(folder_ + "/file", "").ok());
  EXPECT_FALSE(files_.make_folder(folder_ + "/file").ok());
  EXPECT_FALSE(files_.make_folder(folder_ + "/file/below").ok());
}

TEST_F(FileSystemTest, WritingIntoNoFolderFailsAndLeavesNothing) {
  EXPECT_FALSE(files_.write_private(folder_ + "/none/key", "k").ok());
  EXPECT_FALSE(files_.exists(folder_ + "/none"));
}

}  // namespace
}  // namespace xinqiao
