#pragma once

#include "xinqiao/client.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao::api {

// Turns the edits of one call into the core's, opening the drafts that the caller did not, and saves them. Of an error
// that one of them has `failed` becomes its place, from 1.
Result<Client::Saved> save(Client& client, const v1::ApiSave& request, std::uint32_t& failed);

}  // namespace xinqiao::api
