#include "service/push/push.h"

#include <algorithm>

#include "service/decide/follow_up.h"
#include "service/gap/gap_keeper.h"
#include "service/push/push_apply.h"
#include "wire/receipt.h"

namespace xinqiao::server {
namespace {

void add_accepted(const PlannedBatch& batch, const v1::Receipt& receipt, PushAnswer& answer) {
  const std::vector<Change>& changes = batch.opened.changes;
  std::vector<bool> begins;
  begins.reserve(changes.size());
  std::uint32_t behind = 0;  // changes that still belong to the transaction
  for (const Change& change : changes) {
    begins.push_back(behind == 0);
    behind = (behind == 0 ? std::max<std::uint32_t>(1, change.transaction) : behind) - 1;
  }
  const auto told = wire::spell_out(receipt, begins);
  for (std::size_t i = 0; i < std::min(told.size(), changes.size()); ++i) {
    if (told[i].verdict != v1::VERDICT_ACCEPTED) continue;
    answer.accepted.add(changes[i].id, changes[i].record, told[i].seq);
  }
}

void add_receipt(const PlannedBatch& batch, Bytes bytes, PushAnswer& answer) {
  v1::Receipt receipt;
  if (receipt.ParseFromString(bytes) && receipt.outcome() == v1::OUTCOME_TAKEN) add_accepted(batch, receipt, answer);
  answer.receipts.push_back(std::move(bytes));
}

Bytes decided(const PlannedBatch& batch) {
  return batch.stored_receipt.empty() ? batch.receipt.SerializeAsString() : batch.stored_receipt;
}

}  // namespace

PushAnswer answer_of(const PushPlan& plan) {
  PushAnswer answer;
  for (const PlannedBatch& batch : plan.batches) add_receipt(batch, decided(batch), answer);
  return answer;
}

Result<Author> author_of(Snapshot& snapshot, const Device& device) {
  Author author;
  author.person = device.person;
  author.power = power_of(device.role);
  author.revoked = device.revoked_ms != 0;
  XQ_ASSIGN(author.holdings, holdings_of(snapshot, device.person));
  return author;
}

Result<PushAnswer> take_push(Transaction& transaction, std::uint32_t device_number, PushPlan& plan, std::int64_t now_ms,
                             Random& random) {
  XQ_ASSIGN(const auto identity, transaction.identity());
  XQ_ASSIGN(const auto device, transaction.device(device_number));
  if (!device) return Error{ErrorCode::kUnauthenticated, "unknown device"};
  XQ_ASSIGN(const bool holds, still_holds(transaction, plan));
  if (!holds) {
    XQ_ASSIGN(plan, plan_push(transaction, identity, *device, bytes_of(plan), plan.came, std::move(plan.shown)));
  }
  XQ_ASSIGN(const auto author, author_of(transaction, *device));
  XQ_ASSIGN(auto answer, take_batches(transaction, identity, author, plan, now_ms));
  XQ_TRY(follow_up(transaction, identity, answer.aftermath, now_ms, random));
  XQ_TRY(GapKeeper(transaction, identity, now_ms, random).follow_push(*device, answer.aftermath));
  return answer;
}

Result<PushAnswer> take_batches(Transaction& transaction, const Identity& identity, const Author& author,
                                PushPlan& plan, std::int64_t now_ms) {
  const auto work = std::make_shared<PushApply>(transaction, identity, author, now_ms);
  PushApply& apply = *work;
  std::vector<PlannedBatch*> fresh;
  for (PlannedBatch& batch : plan.batches) {
    if (batch.fresh) fresh.push_back(&batch);
  }
  PushAnswer answer;
  answer.spent = work;
  if (!fresh.empty()) XQ_TRY(apply.load(fresh));
  for (PlannedBatch& batch : plan.batches) {
    if (batch.repeats) {
      answer.receipts.push_back(answer.receipts[*batch.repeats]);
      continue;
    }
    Bytes receipt;
    if (batch.fresh) {
      XQ_ASSIGN(receipt, apply.take(batch));
    } else {
      receipt = decided(batch);
    }
    add_receipt(batch, std::move(receipt), answer);
  }
  if (!fresh.empty()) XQ_TRY(apply.finish());
  answer.accepted.begun = std::move(apply.begun());
  answer.aftermath = std::move(apply.aftermath());
  for (const PlannedBatch& batch : plan.batches) {
    answer.aftermath.lifted.insert(answer.aftermath.lifted.end(), batch.lifted.begin(), batch.lifted.end());
  }
  return answer;
}

}  // namespace xinqiao::server
