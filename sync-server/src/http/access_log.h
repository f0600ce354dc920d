#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace spdlog {
class logger;  // NOLINT(readability-identifier-naming): its name
}

namespace xinqiao::server::http {

// One line a request on stderr. Holds what an operator needs and nothing about people: no body, name,
// query or address, only known paths; a device by its number, an address by a short hash whose key is drawn
// at each start and never stored. Safe from any thread.
class AccessLog {
 public:
  // `level`: "debug", "info", "warn", "error" or "off". At "info" every request but /healthz has its line.
  // `hash_key`: 32 random bytes.
  AccessLog(std::string_view level, Bytes hash_key);
  ~AccessLog();

  struct Exchange {
    std::string_view method;  // one of the known ones
    std::string_view path;    // a literal (Route::path)
    int status = 0;
    std::size_t bytes_in = 0;
    std::size_t bytes_out = 0;
    std::int64_t ms = 0;
    std::uint32_t organisation = 0;
    std::uint32_t device = 0;  // as claimed; proven when the status is 200
    std::string_view from;     // hash_of(address)
    bool quiet = false;        // at "debug" only
  };
  void exchange(const Exchange& exchange);
  std::string hash_of(BytesView address) const;

  // `what` is a literal or a text of the system or of OpenSSL, never input; `detail` too, or an Answer's cause.
  void debug(std::string_view what, std::string_view detail = {});
  void info(std::string_view what, std::string_view detail = {});
  void warn(std::string_view what, std::string_view detail = {});

 private:
  std::shared_ptr<spdlog::logger> logger_;
  Bytes hash_key_;
};

}  // namespace xinqiao::server::http
