#pragma once

#include "sync/request.h"

// A request made while another is under way, for the case that all that one carries is accepted.
namespace xinqiao::sync {

// More is to be sent behind it, and nothing about it is out of the ordinary.
bool can_be_followed(const Sent& under_way);
// All of it was accepted, and the server says nothing else.
bool is_as_foreseen(const Sent& under_way, const v1::SyncResponse& response);
// Its changes.
v1::HeldRun run_of(const Sent& under_way);

}  // namespace xinqiao::sync
