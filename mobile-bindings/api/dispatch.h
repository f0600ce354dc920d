#pragma once

#include "xinqiao/client.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao::api {

// One request to the core, one response. Thread rule: the caller lets one call in at a time.
struct Session {
  Client& client;
  Progress progress;
};
v1::ApiResponse dispatch(const Session& session, const v1::ApiRequest& request);

}  // namespace xinqiao::api
