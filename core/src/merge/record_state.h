#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "merge/change.h"

namespace xinqiao {

// A value that stood in a form when it was opened.
struct Saw {
  enum class How : std::uint8_t {
    kBefore = 0,   // alone
    kChosen = 1,   // as one of several values of a clash
    kEarlier = 2,  // not in this form: somebody before had it as one of several; history alone tells it
  };

  ChangeId id = 0;
  std::optional<Bytes> value;  // nothing: cleared
  Stamp effective = 0;
  Id author;
  How how = How::kBefore;

  bool operator==(const Saw&) const = default;
};

// A change nobody has knowingly overwritten, with the value it gave a group.
struct Head {
  ChangeId id = 0;
  std::optional<Bytes> value;  // nothing: cleared
  Stamp effective = 0;
  Id author;
  std::vector<ChangeId> covers;  // of kDeletedGroup
  std::vector<Saw> saw{};        // for people (saw.h); merging neither reads nor writes it

  bool operator==(const Head&) const = default;
};

struct GroupState {
  std::vector<Head> heads;      // ascending by id
  std::vector<ChangeId> named;  // seen by a change here but not yet arrived; ascending
  std::uint64_t seq = 0;        // organisation seq of the last change of `heads`

  bool operator==(const GroupState&) const = default;
};

// The state of a record: a pure function of the set of accepted changes, whatever the order and
// however often they came (docs/protocol.md section 4).
struct RecordState {
  Id record;
  std::uint32_t kind = 0;
  std::map<std::uint32_t, GroupState> groups;

  // Highest seq of any group.
  std::uint64_t seq() const;
  bool operator==(const RecordState&) const = default;
};

bool has_head(const std::vector<Head>& heads, ChangeId id);

// Tells whether a change has arrived before, accepted, wherever its record is.
using KnownChange = std::function<bool(ChangeId)>;

// Merges one accepted change that has not been merged before (the caller checks ids). Every group it
// touches gets `seq`. Returns whether any head came or went.
bool merge(RecordState& state, const Change& change, std::uint64_t seq, const KnownChange& known);

}  // namespace xinqiao
