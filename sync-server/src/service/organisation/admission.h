#pragma once

#include <optional>

#include "auth/enroll_frame.h"
#include "base/platform/random.h"
#include "store/store.h"

// A device that enrolled after a backup is unknown to the server restored from it, and may hold work that is nowhere
// else. It shows what the server said of it when it enrolled (docs/protocol.md section 10).
namespace xinqiao::server {

struct Admitted {
  Device device;
  std::string person_name;
};

// For the device to keep: only this organisation's server makes it and reads it.
Bytes seal_admission(const Identity& identity, const Admitted& admitted, Random& random);

// Nothing: it is not ours.
std::optional<Admitted> read_admission(const Identity& identity, BytesView sealed);

// Refused alike: what is not ours, and what is shown by another than the device it was made for.
OrRefusal<Admitted> open_admission(const Identity& identity, const v1::Frame& frame, const v1::EnrollRequest& request);

}  // namespace xinqiao::server
