#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "testing/seeded_random.h"

namespace xinqiao::simulation {

// Where a script comes from: the same generator reads a seed or what a fuzzer made up.
class Choices {
 public:
  virtual ~Choices() = default;
  // From 0 to `limit` - 1.
  virtual std::uint64_t below(std::uint64_t limit) = 0;
};

class SeedChoices final : public Choices {
 public:
  explicit SeedChoices(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t limit) override { return random_.below(limit); }

 private:
  testing::SeededRandom random_;
};

// Few bytes a choice, so that a fuzzer's change of one byte changes one thing. Used up: 0, the dullest choice.
class ByteChoices final : public Choices {
 public:
  explicit ByteChoices(BytesView bytes) : bytes_(bytes) {}
  std::uint64_t below(std::uint64_t limit) override {
    std::uint64_t value = 0;
    for (std::uint64_t reach = 1; reach < limit && !bytes_.empty(); reach <<= 8) {
      value = value << 8 | static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      if (reach >> 56 != 0) break;
    }
    return value % limit;
  }

 private:
  BytesView bytes_;
};

}  // namespace xinqiao::simulation
