#pragma once

#include <functional>
#include <set>

#include "merge/change.h"
#include "store/rows.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

enum class Power {
  kAll,       // offices, and the server itself
  kChildren,  // helpers: the children paired to them
  kNothing,   // auditors, and roles this program does not know
};

// Who writes, as of the transaction in which the change is judged.
struct Author {
  Id person;
  Power power = Power::kNothing;
  bool revoked = false;
  bool is_server = false;
  std::set<Id> children;  // of kChildren
};

Power power_of(std::uint32_t role);

// Is a confidential concern that this person may not see.
bool is_hidden_from(const StoredRecord& concern, const Id& person);

// What a change makes of a record, as far as rights and paging ask: `before` is null when it creates.
StoredRecord project(const Change& change, const StoredRecord* before);

// Finds a concern; null when there is none.
using ConcernOf = std::function<const StoredRecord*(const Id&)>;

// REASON_UNSPECIFIED when the author may make this change; else REASON_NO_RIGHT or REASON_OUT_OF_SCOPE.
v1::Reason check_rights(const Author& author, const Change& change, const StoredRecord* before,
                        const StoredRecord& after, const ConcernOf& concern_of);

}  // namespace xinqiao::server
