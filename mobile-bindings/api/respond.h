#pragma once

#include "base/result.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao::api {

using Response = Result<v1::ApiResponse>;

// Puts a result into the response, or the error into the caller's hands.
template <typename T, typename Put>
Response respond(const Result<T>& result, Put put) {
  if (!result.ok()) return result.error();
  v1::ApiResponse response;
  put(*result, response);
  return response;
}

}  // namespace xinqiao::api
