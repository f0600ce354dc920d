#pragma once

#include <cstdint>
#include <optional>

#include "base/platform/clock.h"
#include "xinqiao/v1/local.pb.h"

namespace xinqiao {

// The best guess of the true time for default times and stamps: the server's when it last answered and how long the
// device has been running since; or, when it was started anew, the device's clock put right by what the server said,
// unless that is implausible because the clock has jumped. It is never earlier than the server's last answer. Pure.
std::int64_t true_time_ms(const v1::WriterState& writer, std::int64_t wall_ms, const std::optional<Uptime>& uptime);

}  // namespace xinqiao
