#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "auth/refusal.h"
#include "base/bytes.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

// Batches that come in pieces because a link carries nothing larger: of each device the last one, in memory. A server
// that starts again asks for it from its beginning. A whole one stays, since its answer may be lost, until the device
// sends another or room is needed. Thread rule: any.
class FragmentShelf {
 public:
  explicit FragmentShelf(std::size_t room = kRoom) : room_(room) {}

  struct Taken {
    Bytes batch;                           // the whole of it, with its last piece
    std::optional<v1::FragmentNeed> need;  // else from where to go on
  };
  OrRefusal<Taken> take(std::uint32_t organisation, std::uint32_t device, const v1::Fragment& fragment);

 private:
  static constexpr std::size_t kRoom = 64 * 1024 * 1024;

  using Owner = std::pair<std::uint32_t, std::uint32_t>;
  struct Entry {
    Bytes hash;
    Bytes data;
    bool whole = false;  // and what its hash says
    std::uint64_t used = 0;
  };
  void make_room(const Owner& owner);

  const std::size_t room_;
  std::mutex mutex_;  // guards what follows
  std::map<Owner, Entry> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t uses_ = 0;
};

}  // namespace xinqiao::server
