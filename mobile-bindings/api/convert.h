#pragma once

#include "xinqiao/client.h"
#include "xinqiao/v1/api.pb.h"

// From the core's answers to the messages of api.proto, field by field.
namespace xinqiao::api {

v1::ApiResponse failure(const Error& error);
// An id field of a request: 16 bytes, or none where the call allows it.
Result<Id> required_id(BytesView bytes);
Result<Id> optional_id(BytesView bytes);

v1::ApiIdentity to_api(const Identity& identity);
v1::ApiRecord to_api(const Shown& record);
v1::ApiAttention to_api(const Attention& attention);
v1::ApiHistoryLine to_api(const HistoryLine& line);
v1::ApiSyncReport to_api(const SyncReport& report);
v1::ApiStatusReport to_api(const StatusReport& report);
v1::ApiClash to_api(const Clash& clash);

}  // namespace xinqiao::api
