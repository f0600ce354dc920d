// Goal: every input that a fuzzer has found worth keeping still holds in every build. Method: each target's corpus
// under tests/data/fuzz, one file after the other; the empty input too.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "base/crypto.h"
#include "fuzz/targets.h"

namespace xinqiao::fuzz {
namespace {

constexpr const char* kFolder = "tests/data/fuzz";

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class Corpus : public ::testing::TestWithParam<Target> {
 protected:
  void SetUp() override { ASSERT_TRUE(crypto::init()); }
};

TEST_P(Corpus, HoldsInEveryInput) {
  const auto files = files_in(std::filesystem::path(kFolder) / GetParam().name);
  EXPECT_FALSE(files.empty());
  for (const auto& file : files) {
    std::cout << file.string() << std::endl;  // what does not hold ends the program: the last line tells where
    GetParam().run(read_file(file));
  }
  GetParam().run({});
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, ::testing::ValuesIn(kTargets),
                         [](const auto& target) { return std::string(target.param.name); });

TEST(Corpora, BelongToTargets) {
  for (const auto& folder : files_in(kFolder)) {
    EXPECT_TRUE(std::ranges::any_of(kTargets, [&](const Target& target) { return folder.filename() == target.name; }))
        << folder;
  }
}

}  // namespace
}  // namespace xinqiao::fuzz
