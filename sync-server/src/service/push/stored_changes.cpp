#include "service/push/stored_changes.h"

#include "wire/change_codec.h"

namespace xinqiao::server {
namespace {

struct Origin {
  Id incarnation;
  std::uint32_t device = 0;
  Id author;
};

Result<Origin> origin_of(Snapshot& snapshot, const Identity& identity, std::int64_t no, BytesView named) {
  Origin origin;
  XQ_ASSIGN(const auto incarnation, snapshot.incarnation_numbered(no));
  if (incarnation) {
    origin.incarnation = incarnation->id;
    origin.device = incarnation->device;
  }
  if (!named.empty()) {
    origin.author = Id::from_bytes(named);
  } else if (origin.device == 0) {
    origin.author = identity.id;
  } else {
    XQ_ASSIGN(const auto device, snapshot.device(origin.device));
    if (device) origin.author = device->person;
  }
  return origin;
}

Result<Change> expand(const v1::Batch& batch, int index, const Id& author, const LoggedChange& row) {
  XQ_ASSIGN(auto change, wire::expand(batch.changes(index), {author, batch.base_ms()},
                                      [&](ChangeId) { return std::optional(row.record); }));
  change.id = row.id;
  change.effective = row.effective;
  return change;
}

}  // namespace

Result<std::optional<Change>> read_change(Snapshot& snapshot, const Identity& identity, const LoggedChange& row,
                                          OpenedRows* last) {
  const std::optional<Change> none;
  OpenedRows here;
  OpenedRows& opened = last != nullptr ? *last : here;
  if (!opened.holds(row)) {
    XQ_ASSIGN(auto stored, snapshot.batch_holding(row.incarnation, row.seq));
    opened = OpenedRows();
    if (!stored || !opened.batch.ParseFromString(stored->bytes)) return none;
    opened.stored = *std::move(stored);
  }
  const v1::Batch& batch = opened.batch;
  const std::uint64_t index = row.seq - opened.stored.first_seq;
  if (index >= static_cast<std::uint64_t>(batch.changes_size())) return none;
  XQ_ASSIGN(const auto origin, origin_of(snapshot, identity, row.incarnation, batch.author()));
  auto change = expand(batch, static_cast<int>(index), origin.author, row);
  return change.ok() ? std::optional(*std::move(change)) : none;
}

Result<std::optional<StoredChanges>> read_batch(Snapshot& snapshot, const Identity& identity, std::int64_t incarnation,
                                                std::uint64_t seq) {
  const std::optional<StoredChanges> none;
  XQ_ASSIGN(auto stored, snapshot.batch_holding(incarnation, seq));
  v1::Batch batch;
  if (!stored || !batch.ParseFromString(stored->bytes)) return none;
  StoredChanges out;
  out.batch = std::move(*stored);
  XQ_ASSIGN(out.rows, snapshot.log(incarnation, out.batch.first_seq, out.batch.first_seq + out.batch.count - 1));
  if (out.rows.size() != static_cast<std::size_t>(batch.changes_size())) return none;
  XQ_ASSIGN(const auto origin, origin_of(snapshot, identity, incarnation, batch.author()));
  out.incarnation = origin.incarnation;
  out.device = origin.device;
  for (std::size_t i = 0; i < out.rows.size(); ++i) {
    auto change = expand(batch, static_cast<int>(i), origin.author, out.rows[i]);
    if (!change.ok()) return none;
    out.changes.push_back(*std::move(change));
  }
  return std::optional(std::move(out));
}

Result<std::optional<StoredTransaction>> read_transaction(Snapshot& snapshot, const Identity& identity,
                                                          const LoggedChange& member) {
  XQ_ASSIGN(auto batch, read_batch(snapshot, identity, member.incarnation, member.seq));
  if (!batch) return std::optional<StoredTransaction>();
  StoredTransaction out{std::move(*batch), 0, 0};
  out.first = static_cast<std::size_t>(member.seq - out.all.batch.first_seq);
  while (out.first > 0 && !out.all.rows[out.first].begins) --out.first;
  out.count = 1;
  while (out.first + out.count < out.all.rows.size() && !out.all.rows[out.first + out.count].begins) ++out.count;
  return std::optional(std::move(out));
}

wire::OpenedBatch opened(const StoredChanges& stored, std::span<const Change> changes) {
  wire::OpenedBatch batch;
  batch.incarnation = stored.incarnation;
  batch.first_seq = stored.batch.first_seq;
  batch.changes.assign(changes.begin(), changes.end());
  return batch;
}

}  // namespace xinqiao::server
