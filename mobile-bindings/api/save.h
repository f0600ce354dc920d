#pragma once

#include "xinqiao/client.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao::api {

// Turns the edits of one call into the core's, opening the drafts that the caller did not, and saves them.
Result<Client::Saved> save(Client& client, const v1::ApiSave& request);

}  // namespace xinqiao::api
