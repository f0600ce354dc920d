#include "service/push/push_tips.h"

namespace xinqiao::server {

Result<std::optional<Incarnation>> PushTips::find(const v1::Batch& batch, v1::Reason& reason) {
  const Id id = Id::from_bytes(batch.incarnation());
  auto tip = tips_.find(id);
  if (tip == tips_.end()) {
    XQ_ASSIGN(const auto stored, snapshot_.incarnation(id));
    auto& assumed = plan_.assumed[id];
    if (!stored) return begin(batch, reason);
    assumed = {stored->tip_seq, stored->tip_chain};
    tip = tips_.emplace(id, *stored).first;
  }
  if (tip->second.device != device_.number) {
    reason = v1::REASON_NOT_THE_AUTHOR;
    return std::optional<Incarnation>();
  }
  return std::optional(tip->second);
}

// A new installation, or one that continues another's chain after a fork.
Result<std::optional<Incarnation>> PushTips::begin(const v1::Batch& batch, v1::Reason& reason) {
  Incarnation incarnation;
  incarnation.id = Id::from_bytes(batch.incarnation());
  incarnation.device = device_.number;
  incarnation.tip_chain = wire::chain_start(incarnation.id);
  XQ_ASSIGN(const auto stored, snapshot_.count_incarnations(device_.number));
  if (stored + tips_.size() >= kIncarnationsPerDevice) {
    reason = v1::REASON_TOO_LARGE;
    return std::optional<Incarnation>();
  }
  if (batch.has_parent() && batch.first_seq() == 1) {
    XQ_ASSIGN(const auto parent, snapshot_.incarnation(Id::from_bytes(batch.parent().incarnation())));
    if (!parent || parent->device != device_.number || batch.parent().seq() > parent->tip_seq) {
      reason = v1::REASON_BAD_CHAIN;
      return std::optional<Incarnation>();
    }
    incarnation.parent = parent->no;
    incarnation.parent_seq = batch.parent().seq();
    XQ_ASSIGN(incarnation.tip_chain, chain_at(*parent, batch.parent().seq()));
  }
  return std::optional(incarnation);
}

Result<Bytes> PushTips::chain_at(const Incarnation& incarnation, std::uint64_t seq) {
  if (seq == incarnation.tip_seq) return incarnation.tip_chain;
  if (const auto found = chains_.find({incarnation.id, seq}); found != chains_.end()) return found->second;
  if (seq == 0) return start_of(incarnation);
  XQ_ASSIGN(auto rows, snapshot_.log(incarnation.no, seq, seq));
  if (rows.empty()) return Error{ErrorCode::kCorrupt, "the log has a gap"};
  return std::move(rows.front().chain);
}

Result<Bytes> PushTips::start_of(const Incarnation& incarnation) {
  if (incarnation.parent == 0) return wire::chain_start(incarnation.id);
  if (incarnation.parent_seq == 0) {  // nothing in common: it starts where its parent starts
    XQ_ASSIGN(const auto parent, snapshot_.incarnation_numbered(incarnation.parent));
    if (!parent) return Error{ErrorCode::kCorrupt, "an incarnation's parent is gone"};
    return start_of(*parent);
  }
  XQ_ASSIGN(auto rows, snapshot_.log(incarnation.parent, incarnation.parent_seq, incarnation.parent_seq));
  if (rows.empty()) return Error{ErrorCode::kCorrupt, "the log has a gap"};
  return std::move(rows.front().chain);
}

Result<wire::RecordOf> PushTips::record_of(const v1::Batch& batch) {
  std::vector<ChangeId> ids;
  for (const auto& change : batch.changes()) {
    if (change.record().empty() && change.seen_size() > 0 && !records_.contains(change.seen(0))) {
      ids.push_back(change.seen(0));
    }
  }
  auto found = std::make_shared<std::unordered_map<ChangeId, Id>>();
  if (!ids.empty()) {
    XQ_ASSIGN(const auto known, snapshot_.changes(ids));
    for (const LoggedChange& change : known) found->emplace(change.id, change.record);
  }
  return wire::RecordOf([this, found](ChangeId id) -> std::optional<Id> {
    if (const auto stored = found->find(id); stored != found->end()) return stored->second;
    if (const auto before = records_.find(id); before != records_.end()) return before->second;
    return std::nullopt;
  });
}

void PushTips::advance(const PlannedBatch& batch) {
  Incarnation tip = batch.incarnation;
  const wire::OpenedBatch& opened = batch.opened;
  for (std::size_t i = 0; i < opened.changes.size(); ++i) {
    chains_[{opened.incarnation, opened.first_seq + i}] = opened.chain[i];
    records_[opened.changes[i].id] = opened.changes[i].record;
  }
  tip.tip_seq = opened.first_seq + opened.changes.size() - 1;
  tip.tip_chain = opened.chain.back();
  tips_[opened.incarnation] = std::move(tip);
}

}  // namespace xinqiao::server
