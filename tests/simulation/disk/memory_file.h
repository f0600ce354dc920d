#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "testing/seeded_random.h"

namespace xinqiao::simulation {

// A file in memory. Fault model of a power cut: of what was written or cut off since the last sync any subset is on
// the disk, in order, and one write of it may be torn: of its sectors of 512 bytes any subset. What was synced stays,
// and a write changes no byte beside its own (SQLite is told so: POWERSAFE_OVERWRITE, as on Linux).
class MemoryFile {
 public:
  static constexpr std::uint64_t kSector = 512;

  MemoryFile() = default;
  // What the other holds, synced. The bytes are shared until one of them writes.
  explicit MemoryFile(const MemoryFile* other) : content_(other->content_), synced_(other->content_) {}

  const Bytes& content() const { return *content_; }
  void write(std::uint64_t offset, BytesView bytes);
  void truncate(std::uint64_t size);
  void sync();
  // What is found after a power cut; `kept_per_cent` of what was not synced is kept, each by a draw.
  void cut_power(testing::SeededRandom& draw, std::uint64_t kept_per_cent);

  // Who holds what of it: numbers of the handles, which go with the process.
  struct Locks {
    int shared = 0;
    int reserved = 0;   // a handle
    int exclusive = 0;  // a handle that has it or waits for it; nobody new reads
  };
  // SQLite's memory shared between connections (the index of the write-ahead log).
  struct SharedMemory {
    static constexpr std::size_t kSlots = 8;
    std::vector<std::vector<char>> regions;
    std::array<int, kSlots> shared{};
    std::array<int, kSlots> exclusive{};  // a handle
    int users = 0;
  };
  Locks locks;
  SharedMemory shared_memory;
  void forget_process();

 private:
  struct Change {
    std::uint64_t offset = 0;  // of a write; of a cut the size
    std::optional<Bytes> bytes;
  };
  using Shared = std::shared_ptr<Bytes>;
  static void apply(const Change& change, Shared& shared);
  static void tear(Change& change, const Bytes& before, testing::SeededRandom& draw);

  Shared content_ = std::make_shared<Bytes>();  // as the running machine sees it
  Shared synced_ = std::make_shared<Bytes>();
  std::vector<Change> unsynced_;
};

}  // namespace xinqiao::simulation
