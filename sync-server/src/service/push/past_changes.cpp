#include "service/push/past_changes.h"

#include <span>

#include "wire/change_codec.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

Result<const Change*> PastChanges::find(ChangeId id) {
  auto found = found_.find(id);
  if (found == found_.end()) {
    if (++looked_up_ > kLookUpsMax) return nullptr;
    XQ_ASSIGN(auto change, read(id));
    found = found_.emplace(id, std::move(change)).first;
  }
  const std::optional<Change>& change = found->second;
  return change ? &*change : nullptr;
}

Result<std::optional<Change>> PastChanges::read(ChangeId id) {
  const std::optional<Change> none;
  XQ_ASSIGN(const auto rows, snapshot_.changes(std::span(&id, 1)));
  if (rows.empty() || rows.front().verdict != v1::VERDICT_ACCEPTED) return none;
  const LoggedChange& row = rows.front();
  XQ_ASSIGN(const bool open, open_batch_of(row));
  const std::uint64_t index = row.seq - last_.first_seq;
  if (!open || index >= static_cast<std::uint64_t>(opened_.changes_size())) return none;
  XQ_ASSIGN(const Id author, author_of(row, opened_.author()));
  auto change = wire::expand(opened_.changes(static_cast<int>(index)), {author, opened_.base_ms()},
                             [&](ChangeId) { return std::optional(row.record); });
  if (!change.ok()) return none;
  change->id = id;
  change->effective = row.effective;
  return std::optional(*std::move(change));
}

// Changes that stand together are often asked for together.
Result<bool> PastChanges::open_batch_of(const LoggedChange& row) {
  const bool same = last_.incarnation == row.incarnation && last_.count > 0 && row.seq >= last_.first_seq &&
                    row.seq < last_.first_seq + last_.count;
  if (same) return true;
  XQ_ASSIGN(auto stored, snapshot_.batch_holding(row.incarnation, row.seq));
  last_ = StoredBatch();
  if (!stored || !opened_.ParseFromString(stored->bytes)) return false;
  last_ = *std::move(stored);
  return true;
}

Result<Id> PastChanges::author_of(const LoggedChange& row, BytesView named) {
  if (!named.empty()) return Id::from_bytes(named);
  XQ_ASSIGN(const auto incarnation, snapshot_.incarnation_numbered(row.incarnation));
  if (!incarnation || incarnation->device == 0) return identity_.id;
  XQ_ASSIGN(const auto device, snapshot_.device(incarnation->device));
  return device ? device->person : Id();
}

}  // namespace xinqiao::server
