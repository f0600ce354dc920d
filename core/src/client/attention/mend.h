#pragma once

#include <optional>

#include "client/attention/held.h"
#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// A record whose next edit has to say anew what the server did not take: it took nothing of the record, or refused the
// author's last word on it. Or may not take: of what was created and deleted before any of it was sent,
// the creation may count as taken back, and what brings the record back has to stand by itself.
struct Mending {
  std::vector<OwnChange> refused;  // in order; nothing has replaced them
  RecordState view;                // what the author sees with them
  bool from_nothing = false;       // the record has to be created again
  bool unsent = false;             // nothing of it was sent
};

// Nothing when an ordinary edit will do, also one that waits behind what the office has yet to decide.
Result<std::optional<Mending>> mending_of(LocalStore& store, const Id& record, ReplacedAtServer& at_server);

// A record of which the server took nothing, and what the author takes back by deleting it. Nothing when the deletion
// is an ordinary one.
Result<std::optional<Mending>> withdrawal_of(LocalStore& store, const Id& record, ReplacedAtServer& at_server);
// It was taken back, and nothing of it stands.
Result<bool> is_withdrawn(LocalStore& store, const Id& record, ReplacedAtServer& at_server);
Error withdrawn_record();

// What the author's own changes that the server has not taken had seen, whoever names them has seen too: they may never
// be merged, and what they replaced on the screen would stand beside the change. `own`: of the record.
void see_through(Change& change, const std::vector<OwnChange>& own);

// Adds to the edit what else the refused changes wrote, and names them as seen.
void mend(const Mending& mending, Edit& edit);

}  // namespace xinqiao
