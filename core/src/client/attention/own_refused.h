#pragma once

#include <optional>
#include <vector>

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// What this device wrote and the server did not take: one item for each record, the oldest refusal first; the changes
// behind the first are listed with it. Not what was replaced or let go, here or by a
// copy of this folder. Of not more than `limit` changes.
Result<std::vector<Attention>> own_refused(LocalStore& store, const v1::Identity& identity, std::uint32_t limit);

// One of these, by its id.
Result<std::optional<Attention>> own_refused_of(LocalStore& store, const v1::Identity& identity, const Id& id);

// A copy of this folder may have replaced what still awaits its record, and is shown meanwhile.
Status note_replaced_elsewhere(LocalStore& store);

// Not while an office is to decide.
bool can_be_let_go(const Attention& own);

// An edit that lets it go: of a record that begins with it all that was not taken, of any other what was sent back
// alone. That record stays as the rest see it, and what waited behind is judged by itself.
Result<Edit> letting_go_of(LocalStore& store, const Attention& own);

}  // namespace xinqiao
