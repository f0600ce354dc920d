#include "service/push/past_changes.h"

#include <span>

#include "wire/change_codec.h"
#include "xinqiao/v1/change.pb.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

Result<const Change*> PastChanges::find(ChangeId id) {
  auto found = found_.find(id);
  if (found == found_.end()) {
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
  XQ_ASSIGN(const auto stored, snapshot_.batch_holding(row.incarnation, row.seq));
  v1::Batch batch;
  if (!stored || !batch.ParseFromString(stored->bytes)) return none;
  const std::uint64_t index = row.seq - stored->first_seq;
  if (index >= static_cast<std::uint64_t>(batch.changes_size())) return none;
  XQ_ASSIGN(const Id author, author_of(row, batch.author()));
  auto change = wire::expand(batch.changes(static_cast<int>(index)), {author, batch.base_ms()},
                             [&](ChangeId) { return std::optional(row.record); });
  if (!change.ok()) return none;
  change->id = id;
  change->effective = row.effective;
  return std::optional(*std::move(change));
}

Result<Id> PastChanges::author_of(const LoggedChange& row, BytesView named) {
  if (!named.empty()) return Id::from_bytes(named);
  XQ_ASSIGN(const auto incarnation, snapshot_.incarnation_numbered(row.incarnation));
  if (!incarnation || incarnation->device == 0) return identity_.id;
  XQ_ASSIGN(const auto device, snapshot_.device(incarnation->device));
  return device ? device->person : Id();
}

}  // namespace xinqiao::server
