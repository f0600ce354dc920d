#pragma once

#include "base/platform/random.h"
#include "service/push/push_plan.h"

// One device whose data folder was copied, and both are in use (docs/protocol.md section 11). A device that was put
// back from its own backup looks alike until the other one speaks: its old incarnation is silent.
namespace xinqiao::server {

// Whether a push just taken brought something new from an incarnation although another of the same device had begun
// after it; `newest`: that one, as of before the push.
bool is_of_a_copy(const PushPlan& plan, std::int64_t newest);

// Writes into the device's record that it was copied, unless that stands there already.
Status name_copied(Transaction& transaction, std::uint32_t device, std::int64_t now_ms, Random& random);

}  // namespace xinqiao::server
