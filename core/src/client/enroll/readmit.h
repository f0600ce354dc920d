#pragma once

#include "client/parts.h"

namespace xinqiao {

// After a server said that it does not know this device: perhaps it was restored from a backup that is older than the
// enrolment. Shows it what it said then; when it lets the device in, the new number is kept. An error when it does not.
Status readmit(LocalStore& store, v1::Identity& identity, Transport& transport, Random& random);

}  // namespace xinqiao
