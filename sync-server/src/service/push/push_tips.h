#pragma once

#include <map>
#include <optional>
#include <unordered_map>

#include "service/push/push_plan.h"

namespace xinqiao::server {

// Where the chains of a request's incarnations stand while its batches are planned one after another:
// stored values first, then moved by the batches before. Thread rule and lifetime: the snapshot's.
class PushTips {
 public:
  PushTips(Snapshot& snapshot, const Device& device, PushPlan& plan)
      : snapshot_(snapshot), device_(device), plan_(plan) {}

  // The incarnation of the batch, stored or about to be; or why there is none: REFUSED, or NEED from a seq on.
  struct Found {
    std::optional<Incarnation> incarnation;
    v1::Reason refused = v1::REASON_UNSPECIFIED;
    std::uint64_t need = 0;
  };
  Result<Found> find(const v1::Batch& batch);
  // Chain value after `seq`, which is not beyond the tip; also where it stands under a parent's name.
  Result<Bytes> chain_at(const Incarnation& incarnation, std::uint64_t seq);
  // Finds the records that the batch's abbreviated changes mean.
  Result<wire::RecordOf> record_of(const v1::Batch& batch);
  // The batch will be taken.
  void advance(const PlannedBatch& batch);

 private:
  Result<Found> begin(const v1::Batch& batch);
  Result<Found> continue_parent(const v1::Batch& batch, Incarnation incarnation);
  Result<std::optional<Incarnation>> known(const Id& id);

  Snapshot& snapshot_;
  const Device& device_;
  PushPlan& plan_;
  std::map<Id, Incarnation> tips_;
  std::map<std::pair<Id, std::uint64_t>, Bytes> chains_;  // of batches before in this request
  std::unordered_map<ChangeId, Id> records_;              // the same
};

}  // namespace xinqiao::server
