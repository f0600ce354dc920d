#pragma once

#include "api/respond.h"
#include "xinqiao/client.h"

// The calls for lists and reckonings.
namespace xinqiao::api {

Response gather(Client& client);
Response due(Client& client, const v1::ApiDue& request);
Response festival(Client& client, const v1::ApiFestival& request);
Response schedule(Client& client);
Response assess(Client& client, const v1::ApiAssess& request);
Response search(Client& client, const v1::ApiSearch& request);
Response report(Client& client, const v1::ApiReport& request);

}  // namespace xinqiao::api
