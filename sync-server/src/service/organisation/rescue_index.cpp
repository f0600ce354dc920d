#include "service/organisation/rescue_index.h"

#include "service/gap/hold.h"
#include "wire/chain.h"

namespace xinqiao::server {
namespace {

// Under which name what is missing at the end is looked for: the device's own one, when anything of it ever came here.
Result<Id> name_at_end(Snapshot& snapshot, const v1::BundleIndex& index, const Taking& taking) {
  const Id own = Id::from_bytes(index.incarnation());
  XQ_ASSIGN(const auto stored, snapshot.incarnation(own));
  XQ_ASSIGN(const auto holder, snapshot.held_device(own));
  return stored || holder != 0 || taking.incarnation.is_nil() ? own : taking.incarnation;
}

Result<std::optional<Device>> device_of(Snapshot& snapshot, const Id& incarnation, const Taking& taking) {
  XQ_ASSIGN(const auto stored, snapshot.incarnation(incarnation));
  if (stored) return snapshot.device(stored->device);
  return taking.device == 0 ? Result<std::optional<Device>>(std::nullopt) : snapshot.device(taking.device);
}

Status note_end(Transaction& transaction, const Identity& identity, const v1::BundleIndex& index, std::int64_t now_ms,
                Random& random, const Taking& taking) {
  const auto& last = *index.batches().rbegin();
  XQ_ASSIGN(const Id incarnation, name_at_end(transaction, index, taking));
  XQ_ASSIGN(const auto device, device_of(transaction, incarnation, taking));
  if (!device) return {};
  const Place end{incarnation, last.first_seq() + last.count() - 1};
  return hold_end(transaction, identity, *device, end, index.chain(), now_ms, random);
}

}  // namespace

Result<bool> is_here(Snapshot& snapshot, ChangeId last, std::uint64_t count) {
  if (count == 0) return false;
  XQ_ASSIGN(const auto places, snapshot.places(last));
  for (const LoggedChange& place : places) {
    if (place.seq < count) continue;
    XQ_ASSIGN(const auto rows, snapshot.log(place.incarnation, place.seq + 1 - count, place.seq));
    if (rows.size() == count) return true;
  }
  return false;
}

Status take_index(Transaction& transaction, const Identity& identity, const v1::BundleIndex& index, std::int64_t now_ms,
                  Random& random, Taking& taking) {
  if (index.batches().empty()) return {};
  const bool has_chain = index.chain().size() == crypto::kHashSize;
  bool end_is_missing = false;
  for (const auto& batch : index.batches()) {
    end_is_missing = false;
    if (taking.opened.contains(batch.first_seq())) continue;
    const std::uint64_t last_seq = batch.first_seq() + batch.count() - 1;
    ChangeId last = batch.last();
    if (const auto told = taking.ends.find(last_seq); last == 0 && told != taking.ends.end()) last = told->second;
    if (last == 0 && has_chain && &batch == &*index.batches().rbegin()) last = wire::id_at(index.chain());
    XQ_ASSIGN(const bool here, is_here(transaction, last, batch.count()));
    taking.report.changes += batch.count();
    (here ? taking.report.repeated : taking.report.unreadable) += batch.count();
    end_is_missing = !here;
  }
  if (!end_is_missing || !has_chain) return {};
  return note_end(transaction, identity, index, now_ms, random, taking);
}

}  // namespace xinqiao::server
