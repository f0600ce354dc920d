#include "service/push/push_tips.h"

#include <algorithm>

#include "service/gap/jumps.h"

namespace xinqiao::server {

Result<PushTips::Found> PushTips::find(const v1::Batch& batch) {
  const Id id = Id::from_bytes(batch.incarnation());
  auto tip = tips_.find(id);
  if (tip == tips_.end()) {
    XQ_ASSIGN(const auto stored, snapshot_.incarnation(id));
    auto& assumed = plan_.assumed[id];
    if (!stored) return begin(batch);
    assumed = *stored;
    tip = tips_.emplace(id, *stored).first;
  }
  if (tip->second.device != device_.number) return Found{.refused = v1::REASON_NOT_THE_AUTHOR};
  return Found{.incarnation = tip->second};
}

// A new installation, or one that continues another's chain after a fork.
Result<PushTips::Found> PushTips::begin(const v1::Batch& batch) {
  Incarnation incarnation;
  incarnation.id = Id::from_bytes(batch.incarnation());
  incarnation.device = device_.number;
  XQ_ASSIGN(const auto stored, snapshot_.count_incarnations(device_.number));
  if (stored + tips_.size() >= kIncarnationsPerDevice) return Found{.refused = v1::REASON_TOO_LARGE};
  if (batch.has_parent()) return continue_parent(batch, std::move(incarnation));
  incarnation.tip_chain = wire::chain_start(incarnation.id);
  return Found{.incarnation = std::move(incarnation)};
}

// A restored server may lack what is continued: the device has it, under the parent's name.
Result<PushTips::Found> PushTips::continue_parent(const v1::Batch& batch, Incarnation incarnation) {
  const std::uint64_t seq = batch.parent().seq();
  XQ_ASSIGN(const auto parent, known(Id::from_bytes(batch.parent().incarnation())));
  if (!parent) return Found{.need = 1};
  if (parent->device != device_.number) return Found{.refused = v1::REASON_NOT_THE_AUTHOR};
  if (parent->no == 0) return Found{.need = batch.first_seq()};  // begins in this very request: once it has
  if (seq > parent->tip_seq) return Found{.need = parent->tip_seq + 1};
  if (const Jump* gap = jump_over(*parent, seq); gap != nullptr && seq < gap->last) return Found{.need = gap->first};
  XQ_ASSIGN(const auto behind, snapshot_.log(parent->no, seq + 1, seq + 1));
  if (!behind.empty() && !behind.front().begins) return Found{.refused = v1::REASON_BAD_CHAIN};
  incarnation.parent = parent->no;
  incarnation.parent_seq = incarnation.tip_seq = seq;
  XQ_ASSIGN(incarnation.tip_chain, chain_at(*parent, seq));
  if (batch.previous() == wire::id_at(incarnation.tip_chain)) return Found{.incarnation = std::move(incarnation)};
  if (seq == 0) return Found{.refused = v1::REASON_BAD_CHAIN};
  // A copy has refilled the parent's place. The fork lies further back: the batch before will show where.
  XQ_ASSIGN(const auto from, snapshot_.batch_start(parent->no, seq));
  return Found{.need = from};
}

Result<std::optional<Incarnation>> PushTips::known(const Id& id) {
  if (const auto tip = tips_.find(id); tip != tips_.end()) return std::optional(tip->second);
  return snapshot_.incarnation(id);
}

Result<Bytes> PushTips::chain_at(const Incarnation& incarnation, std::uint64_t seq) {
  if (seq == incarnation.tip_seq) return incarnation.tip_chain;
  if (const auto found = chains_.find({incarnation.id, seq}); found != chains_.end()) return found->second;
  if (incarnation.parent != 0 && seq <= incarnation.parent_seq) {
    XQ_ASSIGN(const auto parent, snapshot_.incarnation_numbered(incarnation.parent));
    if (!parent) return Error{ErrorCode::kCorrupt, "an incarnation's parent is gone"};
    return chain_at(*parent, seq);
  }
  const auto jump = std::ranges::find(incarnation.jumps, seq, &Jump::last);
  if (jump != incarnation.jumps.end()) return jump->chain;
  if (seq == 0) return wire::chain_start(incarnation.id);
  XQ_ASSIGN(auto rows, snapshot_.log(incarnation.no, seq, seq));
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
  const std::uint64_t last = opened.first_seq + opened.changes.size() - 1;
  if (batch.fills) {
    put_jump(tip, filled_to(*batch.fills, last));
  } else {
    tip.tip_seq = last;
    tip.tip_chain = opened.chain.back();
  }
  tips_[opened.incarnation] = std::move(tip);
}

}  // namespace xinqiao::server
