#pragma once

#include <map>
#include <optional>
#include <set>

#include "base/platform/random.h"
#include "service/organisation/admission.h"
#include "service/organisation/organisation.h"
#include "store/store.h"
#include "wire/bundle.h"

namespace xinqiao::server {

// What of a file is held, to be looked at again at its end.
struct HeldOfFile {
  Id incarnation;
  std::uint64_t first_seq = 0;
  std::uint32_t count = 0;
};

// One rescue file on its way in.
struct Taking {
  RescueReport report;
  std::vector<HeldOfFile> held;
  std::optional<Admitted> admitted;        // what the device was told when it enrolled; it proves nothing by itself
  std::uint32_t device = 0;                // whose file it is, once a batch has shown it
  Id incarnation;                          // of the last batch that could be opened
  std::set<std::uint64_t> opened;          // first seqs
  std::map<std::uint64_t, ChangeId> ends;  // of batches, by seq, as others tell of them
};

// Whether all of it is here already, so that the writer need not look at it.
Result<bool> is_repeat(Snapshot& snapshot, const wire::UnsealedBatch& unsealed);

// Judges a batch as if its device had pushed it now; what waits for something missing is held.
Status take_unsealed(Transaction& transaction, const Identity& identity, const wire::UnsealedBatch& unsealed,
                     std::int64_t now_ms, Random& random, Taking& taking);

// At the end of the file. What was held when it came may have been taken since: what was missing lay further back in
// the file, or an office had released it.
Status count_taken_since(Snapshot& snapshot, Taking& taking);

}  // namespace xinqiao::server
