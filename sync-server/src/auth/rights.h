#pragma once

#include <functional>

#include "auth/holdings.h"
#include "merge/change.h"
#include "store/rows.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

enum class Power {
  kAll,       // offices, and the server itself
  kChildren,  // everybody who looks after children, as far as their holdings reach
  kNothing,   // auditors, and roles this program does not know
};

// Who writes, as of the transaction in which the change is judged.
struct Author {
  Id person;
  Power power = Power::kNothing;
  bool revoked = false;
  bool is_server = false;
  Holdings holdings{};
};

Power power_of(std::uint32_t role);

// A confidential concern, or what was not taken of one, is its author's, its owner's and the case workers'.
bool is_hidden_from(const StoredRecord& record, const Id& person, bool case_worker);

// What a change makes of a record, as far as rights and paging ask: `before` is null when it creates.
StoredRecord project(const Change& change, const StoredRecord* before);

// Finds a record as it stands where the change comes, a concern or a child that it names; null when it is not at hand.
using RecordOf = std::function<const StoredRecord*(const Id&)>;

// REASON_UNSPECIFIED when the author may make this change; else REASON_NO_RIGHT or REASON_OUT_OF_SCOPE.
v1::Reason check_rights(const Author& author, const Change& change, const StoredRecord* before,
                        const StoredRecord& after, const RecordOf& record_of);

}  // namespace xinqiao::server
