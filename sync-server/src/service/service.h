#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/platform/clock.h"
#include "base/platform/disk.h"
#include "base/platform/random.h"
#include "base/result.h"

namespace xinqiao::server {

// The most that a request's payload may open to: a device sends pages of at most limits::kPageBytesMax and one batch.
inline constexpr std::size_t kRequestOpenedBytes = 4 * 1024 * 1024;

struct Request {
  std::string path;  // "/v1/sync"
  Bytes body;
};

struct Answer {
  int status = 200;
  Bytes body;
  std::uint32_t retry_after_ms = 0;  // with 429 and 503
  std::string cause;                 // of 500 and 507, for the operator's log: English, nothing about people
};

// Everything the server does, without a socket: frames in, frames out (docs/protocol.md).
// Thread rule: handle() may be called from any thread and returns soon; `done` is called exactly once,
// perhaps before handle() returns, perhaps on the store's writer thread, and must only pass the answer on.
// Lifetime: drain() before destruction; every request handled before is answered, later ones get 503.
class Service {
 public:
  struct Options {
    std::string data_folder;
    Disk disk = machine_disk();
    bool one_thread = false;  // a request is answered before handle() returns, and nothing goes on after it
    std::size_t page_bytes_max = limits::kPageBytesMax;  // of what a device asks for
  };
  static Result<std::unique_ptr<Service>> open(const Options& options, Clock& clock, Random& random);

  virtual ~Service() = default;
  virtual void handle(Request request, std::function<void(Answer)> done) = 0;
  virtual void drain() = 0;
};

}  // namespace xinqiao::server
