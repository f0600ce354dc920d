#pragma once

#include <cstdint>

#include "merge/change.h"

namespace xinqiao {

// Where an own change stands. The numbers are stored.
enum class OwnState : int {
  kWaiting = 0,      // the server has not answered for it
  kAccepted = 1,     // accepted; still shown from here until a complete pull has passed it
  kSettled = 2,      // part of base; kept until the durable mark passes
  kQuarantined = 3,  // waits for the office
  kParked = 4,       // waits behind a refused change of its record
  kRejected = 5,     // cannot be taken as it is
  kErased = 6,       // of a child that was erased
  kReplaced = 7,     // was not taken, and a later change says all of it or lets it go
  kAwaiting = 8,     // the server has it and waits for the record's author; still shown from here
  kGivenUp = 9,      // of a batch that cannot be read here, and which the server let go
};

// Somebody has to look at it.
inline bool is_refused(OwnState state) { return state >= OwnState::kQuarantined && state < OwnState::kReplaced; }

struct OwnChange {
  std::uint64_t seq = 0;
  Change change;  // in full form, with its id and the effective stamp known so far
  OwnState state = OwnState::kWaiting;
  std::uint32_t reason = 0;  // v1::Reason
  std::uint64_t org_seq = 0;
};

}  // namespace xinqiao
