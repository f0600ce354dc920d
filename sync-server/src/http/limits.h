#pragma once

#include <chrono>
#include <cstddef>

#include "base/limits.h"

namespace xinqiao::server::http {

// Everything that bounds what a stranger can make this server hold or wait for. Tests shorten them.
// Addresses are counted generously: a whole township may sit behind one address of its phone company.
struct Limits {
  using Ms = std::chrono::milliseconds;

  std::size_t header_bytes = 8 * 1024;
  std::size_t body_bytes = limits::kBodyBytes;
  std::size_t bodies_bytes = 256 * 1024 * 1024;  // unfinished bodies of all connections together
  std::size_t read_bytes = 16 * 1024;            // read ahead of what was understood; also one chunk's header

  std::size_t connections = 1024;
  std::size_t connections_per_address = 256;
  std::size_t addresses_kept = 8 * 1024;  // in the table of rates

  // Token buckets; a bucket holds one second's worth times `burst_seconds`.
  double requests_per_second = 200;           // of one connection
  double address_requests_per_second = 1000;  // of one address
  double burst_seconds = 2;

  Ms handshake{20'000};
  Ms idle{75'000};  // between two requests of a connection
  Ms header{20'000};
  Ms body_pause{30'000};                    // between two pieces of a body, up or down
  Ms slow_after{30'000};                    // a body that has taken so long must come
  std::size_t slow_bytes_per_second = 100;  // at least so fast on average; a 2G link at its worst is
  Ms answer{60'000};                        // for the service to answer
  Ms request{600'000};                      // from the first byte of a request to the last of its answer
  Ms linger{2'000};                         // reading on after a refusal, so that the refusal arrives
  std::size_t linger_bytes = 8 * 1024 * 1024;
  Ms goodbye{1'000};     // for the other side to close
  Ms accept_pause{100};  // after the system refused a connection (out of descriptors)
  Ms stop{10'000};       // for what is in flight when the server stops
};

}  // namespace xinqiao::server::http
