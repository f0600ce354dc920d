#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/id.h"
#include "base/stamp.h"
#include "model/fields.h"

namespace xinqiao {

// The pseudo-group of a record's deletion; no protobuf field can have this number.
inline constexpr std::uint32_t kDeletedGroup = 0;

// What a change does to one group (a top-level field of the record).
struct TouchedGroup {
  std::uint32_t number = 0;
  std::optional<Bytes> value;  // the field's bytes with tags; nothing: cleared. Of kDeletedGroup: empty bytes.
  std::vector<ChangeId> seen;  // whose value stood in the form when it was opened; ascending
  // Of a deletion: all heads of all other groups it saw; of one that only lets go (merge/replaces.h): what. Ascending.
  std::vector<ChangeId> covers;

  bool operator==(const TouchedGroup&) const = default;
};

// One edit of one record in full form. Values copy; nothing here is shared.
struct Change {
  ChangeId id = 0;
  Id record;
  std::uint32_t kind = 0;  // on creation; 0 otherwise
  Stamp written = 0;
  Stamp effective = 0;               // given by the server; on the author's device `written` until then
  Id author;                         // person
  std::uint32_t transaction = 0;     // on the first change of a transaction: how many it has; 0 or 1: alone
  std::vector<TouchedGroup> groups;  // ascending by number

  bool operator==(const Change&) const = default;
};

// Null: it does not touch the group.
inline const TouchedGroup* touched(const Change& change, std::uint32_t number) {
  const auto found = std::ranges::find(change.groups, number, &TouchedGroup::number);
  return found == change.groups.end() ? nullptr : &*found;
}

}  // namespace xinqiao
