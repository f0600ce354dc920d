#include "http/access_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "base/crypto.h"

namespace xinqiao::server::http {
namespace {

constexpr std::size_t kHashBytes = 16;  // the shortest of BLAKE2b here
constexpr std::size_t kShownBytes = 4;

void write(spdlog::logger& logger, spdlog::level::level_enum level, std::string_view what, std::string_view detail) {
  if (detail.empty()) {
    logger.log(level, "{}", what);
  } else {
    logger.log(level, "{}: {}", what, detail);
  }
}

}  // namespace

AccessLog::AccessLog(std::string_view level, Bytes hash_key)
    : logger_(std::make_shared<spdlog::logger>("server", std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      hash_key_(std::move(hash_key)) {
  logger_->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger_->set_level(spdlog::level::from_str(std::string(level)));
  logger_->flush_on(spdlog::level::info);
}

AccessLog::~AccessLog() = default;

void AccessLog::exchange(const Exchange& e) {
  const auto level = e.quiet ? spdlog::level::debug : spdlog::level::info;
  logger_->log(level, "{} {} {} in={} out={} ms={} org={} device={} from={}", e.method, e.path, e.status, e.bytes_in,
               e.bytes_out, e.ms, e.organisation, e.device, e.from);
}

std::string AccessLog::hash_of(BytesView address) const {
  return to_hex(crypto::keyed_hash(hash_key_, address, kHashBytes).substr(0, kShownBytes));
}

void AccessLog::debug(std::string_view what, std::string_view detail) {
  write(*logger_, spdlog::level::debug, what, detail);
}

void AccessLog::info(std::string_view what, std::string_view detail) {
  write(*logger_, spdlog::level::info, what, detail);
}

void AccessLog::warn(std::string_view what, std::string_view detail) {
  write(*logger_, spdlog::level::warn, what, detail);
}

}  // namespace xinqiao::server::http
