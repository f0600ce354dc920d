#pragma once

#include <cstdint>
#include <set>

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// Writes what is lost of a record (`lost`: of lost_of) anew as the person's own changes, one after another: when the
// power goes between two, the rest is still listed, and a record that was begun says who may see it. `kept` counts the
// fields that stay as they are, since something newer stands there.
Result<Client::Saved> put_back_lost(Client& client, LocalStore& store, const RecordState& lost);

// What is back, or was let go of, less the groups of `kept`; the rest of the record, which nobody was shown, is listed
// now.
Status erase_lost(LocalStore& store, const RecordState& lost, const std::set<std::uint32_t>& kept);

}  // namespace xinqiao
