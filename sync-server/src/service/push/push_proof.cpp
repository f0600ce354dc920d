#include "service/push/push_proof.h"

namespace xinqiao::server {
namespace {

bool is_opened(const PlannedBatch& batch) { return !batch.opened.changes.empty(); }

// The next one's chain is this one's, so that whoever signed that has signed this too.
bool goes_on_in(const PlannedBatch& batch, const PlannedBatch& next) {
  return is_opened(next) && next.opened.incarnation == batch.opened.incarnation &&
         next.opened.first_seq == batch.opened.first_seq + batch.opened.changes.size() &&
         next.before == batch.opened.chain.back();
}

}  // namespace

bool is_proven(const PlannedBatch& batch, Came came, const Identity& identity, const Device& device) {
  return came == Came::kPushed ? wire::verify_batch(batch.opened, identity.id, device.sign_key)
                               : wire::verify_rescued(batch.opened, identity.id, device.sign_key);
}

bool are_runs_proven(const PushPlan& plan, const Identity& identity, const Device& device) {
  for (auto batch = plan.batches.begin(); batch != plan.batches.end(); ++batch) {
    const auto next = batch + 1;
    if (!is_opened(*batch) || (next != plan.batches.end() && goes_on_in(*batch, *next))) continue;
    if (!is_proven(*batch, plan.came, identity, device)) return false;
  }
  return true;
}

}  // namespace xinqiao::server
