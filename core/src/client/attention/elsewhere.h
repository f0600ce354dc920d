#pragma once

#include <optional>
#include <vector>

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// What this device's person wrote on another device, or here before the folder was put back or begun anew, and what was
// not taken: this may be the only device left to hear of it. Not what they have let go. By id.
Result<std::vector<Attention>> own_elsewhere(LocalStore& store, const v1::Identity& identity, std::uint32_t limit);

// One of these, by its id.
Result<std::optional<Attention>> elsewhere_of(LocalStore& store, const v1::Identity& identity, const Id& id);

// The office still has to decide about it.
bool is_undecided(const Attention& elsewhere);

// The same, written by this device as of when it was written: what is here already is edited, what is not is created.
// `left_out`: so much it cleared or deleted, which stays as it is.
Result<std::vector<Edit>> edits_of(const Client& client, const Attention& elsewhere, std::uint32_t& left_out);

}  // namespace xinqiao
