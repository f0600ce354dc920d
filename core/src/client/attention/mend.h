#pragma once

#include <optional>

#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// A record whose next edit has to say anew what the server did not take: it took nothing of the record, or refused the
// author's last word on it.
struct Mending {
  std::vector<OwnChange> refused;  // in order; nothing has replaced them
  RecordState view;                // what the author sees with them
  bool from_nothing = false;       // the record has to be created again
};

// Nothing when an ordinary edit will do, also one that waits behind what the office has yet to decide.
Result<std::optional<Mending>> mending_of(LocalStore& store, const Id& record);

// A record of which the server took nothing, and what the author takes back by deleting it. Nothing when the deletion
// is an ordinary one.
Result<std::optional<Mending>> withdrawal_of(LocalStore& store, const Id& record);
// It was taken back, and nothing of it stands.
Result<bool> is_withdrawn(LocalStore& store, const Id& record);

// Adds to the edit what else the refused changes wrote, and names them as seen.
void mend(const Mending& mending, Edit& edit);

}  // namespace xinqiao
