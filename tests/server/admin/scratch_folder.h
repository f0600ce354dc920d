#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "testing/temp_folder.h"

namespace xinqiao::server {

// A folder of its own for each test, and what is in its files.
class ScratchFolder : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return temporary_ / name; }

  static std::string contents(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const std::string& file, const std::string& data) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << data;
  }
  static std::size_t files_in(const std::string& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
  }

  const testing::TempFolder temporary_;
  const std::string folder_ = temporary_.path();
};

}  // namespace xinqiao::server
