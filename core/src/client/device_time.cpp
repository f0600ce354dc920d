#include "client/device_time.h"

#include <algorithm>

#include "base/limits.h"

namespace xinqiao {
namespace {

// A phone that has not met the server for longer than this is rarer than one whose clock has jumped.
constexpr std::int64_t kPlausibleMs = std::int64_t{2} * 366 * 24 * 3600 * 1000;

}  // namespace

std::int64_t true_time_ms(const v1::WriterState& writer, std::int64_t wall_ms, const std::optional<Uptime>& uptime) {
  const std::int64_t corrected = wall_ms + writer.offset_ms();
  const std::int64_t last = writer.server_ms();
  if (last == 0) return corrected;
  // Less than at the last answer: it does not count from that start after all.
  const std::int64_t run = uptime && uptime->boot == writer.boot() ? writer.booted_ms() + uptime->ms : 0;
  if (run >= last - limits::kPromptResponseMs) return std::max(run, last);
  // The offset is as wrong as half the answer it was learnt from took, so a later answer may seem to come from ahead.
  const auto plausible = [&](std::int64_t ms) {
    return ms >= last - limits::kPromptResponseMs && ms <= last + kPlausibleMs;
  };
  if (plausible(corrected)) return std::max(corrected, last);
  // The clock was set right meanwhile, by the network or by hand.
  if (plausible(wall_ms)) return std::max(wall_ms, last);
  return last;
}

}  // namespace xinqiao
