#pragma once

#include <optional>
#include <span>

#include "service/push/push_judge.h"

namespace xinqiao::server {

// What an office said of a transaction. Kept as an ordinary record, also while the change it is about is not here.
struct Decision {
  bool accepts = false;
  std::string why;  // of a return
  Id by;
  std::int64_t at_ms = 0;
};

// The id of the record of `kind` that exists once for a change: a decision, a held change, a gap, a release.
Id id_about(const Identity& identity, std::uint32_t kind, ChangeId change);

// The change a decision's record is about; nothing when it is not where it belongs.
Result<std::optional<ChangeId>> change_decided(const Identity& identity, const StoredRecord& record);

// Of the transaction: by any of its changes. One that accepts stands before any that returns.
Result<std::optional<Decision>> find_decision(Snapshot& snapshot, const Identity& identity,
                                              std::span<const Change> transaction);

// Whether the office's word counts for a transaction that the server by itself judges so: an acceptance for what is
// held, a return for all but what waits behind an earlier change.
bool counts_for(const Decision& decision, std::span<const Judgement> transaction);
Judgement judgement_of(const Decision& decision);

}  // namespace xinqiao::server
