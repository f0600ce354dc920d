#pragma once

#include <string>

#include "xinqiao/client.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao::api {

// One request to the core, one response. Thread rule: the caller lets one call in at a time.
struct Session {
  Client& client;
  const Environment& environment;
  std::string folder;
  Progress progress;
};
v1::ApiResponse dispatch(const Session& session, const v1::ApiRequest& request);

}  // namespace xinqiao::api
