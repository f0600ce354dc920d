#pragma once

#include <optional>
#include <set>

#include "model/schema.h"
#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

inline constexpr std::uint32_t kCountedForOffice = 100'000;

// A held change as an office's device holds it (proto/xinqiao/v1/held.proto), read by the schema's names.
struct Held {
  Attention item;
  std::string state;  // waiting, accepted, returned, replaced, rejected, awaiting
  Bytes first;        // id of its first change, as written
  std::string why;    // the office's words
};
Result<Held> read_held(const Id& id, const Fields& fields);
Result<std::optional<Held>> held_of(LocalStore& store, const Id& id);

// Of a record that the server does not have it cannot tell the kind; this device may know it.
Status name_kinds(LocalStore& store, Attention& item);

// Whether anybody still has to do something about it.
bool is_open(const Held& held);

// What the server says was replaced: its author, or a copy of their folder, has written it anew or let it go.
class ReplacedAtServer {
 public:
  explicit ReplacedAtServer(LocalStore& store) : store_(store) {}
  // Read once, when it is first asked for: good while base stays as it is.
  Result<const std::set<ChangeId>*> ids();

 private:
  LocalStore& store_;
  std::optional<std::set<ChangeId>> ids_;
};

// What this device wrote itself it is told of as its author; the rest goes by another id then. False: there is no rest.
Result<bool> leave_out_own(LocalStore& store, const v1::Identity& identity, Attention& item);

// What this device's office is told of and has not decided about here yet, but for what it wrote
// itself; nothing for others. By id.
Result<std::vector<Attention>> waiting_for_office(LocalStore& store, const v1::Identity& identity, std::uint32_t limit);

// The decision or release of that id as it is shown here, an own one that is not sent yet too.
Result<std::optional<RecordState>> verdict_of(LocalStore& store, const Id& id);

bool is_office(const v1::Identity& identity);
// Whether records of the kind, when they are here, are the person's to edit: what others write goes to the office.
bool may_edit(const v1::Identity& identity, std::uint32_t kind);

// The id of the record of the kind that exists once for a change.
Id id_about(const v1::Identity& identity, std::uint32_t kind, BytesView change);
// Under which a transaction that begins with this change is listed while it is not taken.
Id held_id(const v1::Identity& identity, ChangeId first);

}  // namespace xinqiao
