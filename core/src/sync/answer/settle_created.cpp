#include "sync/answer/settle_created.h"

#include "base/limits.h"
#include "merge/state_codec.h"
#include "model/fields.h"
#include "model/schema.h"
#include "sync/request.h"
#include "wire/change_codec.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao::sync {
namespace {

Id child_in(const Change& change) {
  if (change.kind == schema::kChildKind) return change.record;
  const std::uint32_t number = schema::child_field(change.kind);
  const TouchedGroup* group = number == 0 ? nullptr : touched(change, number);
  return group != nullptr && group->value ? Id::from_bytes(read_bytes(*group->value).value_or("")) : Id();
}

}  // namespace

Result<SettleCreated> SettleCreated::begin(LocalStore& store) {
  XQ_ASSIGN(auto state, store.meta().sync());
  XQ_ASSIGN(const bool none_beneath, store.beneath().is_empty());
  return SettleCreated(store, std::move(state), none_beneath);
}

// Nothing is here but that it was announced.
Result<bool> SettleCreated::is_new(const BaseRecords::Row& row) {
  if (row.base || row.damaged) return false;
  if (none_beneath_) return true;
  XQ_ASSIGN(const auto beneath, store_.beneath().of(row.id));
  return beneath.empty();
}

Result<std::optional<Change>> SettleCreated::change_of(const OwnLog::Outgoing& sent, std::size_t index) {
  const v1::Change& packed = sent.batch.changes(static_cast<int>(index));
  if (packed.set().empty() && packed.cleared().empty()) {
    XQ_ASSIGN(auto own, store_.own().at(sent.seqs[index]));
    return own ? std::optional(std::move(own->change)) : std::nullopt;
  }
  XQ_ASSIGN(auto change, wire::expand(packed, {Id::from_bytes(sent.batch.author()), sent.batch.base_ms()}, nullptr));
  change.id = sent.ids[index];
  return std::optional(std::move(change));
}

Result<bool> SettleCreated::settle(const OwnLog::Outgoing& sent, std::size_t index, const Accepted& accepted) {
  const v1::Change& packed = sent.batch.changes(static_cast<int>(index));
  if (!creates(packed) || static_cast<std::size_t>(state_.settled_size()) == limits::kHeldRuns) return false;
  XQ_ASSIGN(const auto row, store_.records().get(Id::from_bytes(packed.record())));
  if (!row) return false;
  XQ_ASSIGN(const bool fresh, is_new(*row));
  if (!fresh) return false;
  XQ_ASSIGN(auto change, change_of(sent, index));
  // Another own change, which the server has not judged yet, may say whose it is.
  if (!change || row->child != child_in(*change)) return false;
  change->effective = accepted.effective;
  XQ_TRY(store_.records().fill(change->record, change->kind, state_created_by(*change, accepted.org_seq)));
  note(sent.seqs[index], change->id);
  return true;
}

void SettleCreated::note(std::uint64_t seq, ChangeId id) {
  auto& runs = *state_.mutable_settled();
  if (runs.empty() || runs.rbegin()->last() + 1 != seq) runs.Add()->set_first(seq);
  runs.rbegin()->set_last(seq);
  runs.rbegin()->set_id(id);
  settled_ = true;
}

Status SettleCreated::finish() { return settled_ ? store_.meta().put_sync(state_) : Status(); }

}  // namespace xinqiao::sync
