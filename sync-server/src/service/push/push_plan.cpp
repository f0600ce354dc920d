#include "service/push/push_plan.h"

#include <algorithm>

#include "auth/rights.h"
#include "base/limits.h"
#include "base/planted.h"
#include "service/gap/jumps.h"
#include "service/push/push_judge.h"
#include "service/push/push_proof.h"
#include "service/push/push_receipt.h"
#include "service/push/push_tips.h"

namespace xinqiao::server {
namespace {

bool grows_too_large(const v1::Change& change) {
  const auto seen = static_cast<std::size_t>(change.seen_size());
  const auto cleared = static_cast<std::size_t>(change.cleared_size());
  if (seen * (change.set().size() / 2 + cleared) <= limits::kSeenTimesGroups) return false;  // a field takes two bytes
  const auto fields = split_fields(change.set());
  return fields.ok() && seen * (fields->size() + cleared) > limits::kSeenTimesGroups;
}

// Plans one batch: each step either decides the answer or passes on.
class BatchPlanner {
 public:
  BatchPlanner(Snapshot& snapshot, const Identity& identity, const Device& device, PushTips& tips,
               const PushPlan& before, Proof proof)
      : snapshot_(snapshot),
        identity_(identity),
        device_(device),
        tips_(tips),
        came_(before.came),
        proof_(proof),
        earlier_(before.batches),
        shown_(before.shown) {}

  // An error is the store's. A batch that cannot be understood fails alone, and never the others.
  Result<PlannedBatch> plan(Bytes bytes) {
    planned_.bytes = std::move(bytes);
    if (const Status done = decide_or_pass(); !done.ok()) {
      if (!is_of_the_batch(done.error().code)) return done.error();
      refuse(v1::REASON_MALFORMED);
    }
    return std::move(planned_);
  }

 private:
  static bool is_of_the_batch(ErrorCode code) {
    return code == ErrorCode::kCorrupt || code == ErrorCode::kInvalid || code == ErrorCode::kTooLarge ||
           code == ErrorCode::kNotFound;
  }

  Status decide_or_pass() {
    XQ_ASSIGN(bool open, read());
    if (open) {
      XQ_ASSIGN(open, find_place());
    }
    if (open) {
      XQ_ASSIGN(open, verify());
    }
    return open ? compare() : Status();
  }

  // Decides the batch without the writer.
  bool decide(v1::Outcome outcome, v1::Reason code, std::uint64_t from = 0) {
    planned_.receipt = decided_receipt(batch_, outcome, code, from);
    return false;
  }
  bool need(std::uint64_t from) { return decide(v1::OUTCOME_NEED, v1::REASON_UNSPECIFIED, from); }
  bool refuse(v1::Reason code) { return decide(v1::OUTCOME_REFUSED, code); }

  Result<bool> read() {
    if (planned_.bytes.size() > kBatchBytesMax) return refuse(v1::REASON_TOO_LARGE);
    if (!batch_.ParseFromString(planned_.bytes)) {
      batch_.Clear();
      return refuse(v1::REASON_MALFORMED);
    }
    if (const Status form = wire::check_batch(batch_); !form.ok()) {
      return refuse(form.error().code == ErrorCode::kTooLarge ? v1::REASON_TOO_LARGE : v1::REASON_MALFORMED);
    }
    if (std::any_of(batch_.changes().begin(), batch_.changes().end(), grows_too_large)) {
      return refuse(v1::REASON_TOO_LARGE);
    }
    if (!batch_.author().empty() && Id::from_bytes(batch_.author()) != device_.person) {
      return refuse(v1::REASON_NOT_THE_AUTHOR);
    }
    return true;
  }

  Result<bool> find_place() {
    XQ_ASSIGN(auto found, tips_.find(batch_));
    if (found.need != 0) return need(found.need);
    if (!found.incarnation) return refuse(found.refused);
    const Incarnation& place = planned_.incarnation = std::move(*found.incarnation);
    const std::uint64_t first_seq = batch_.first_seq();
    if (first_seq > place.tip_seq + 1) return need(place.tip_seq + 1);
    if (place.parent != 0 && first_seq <= place.parent_seq) return refuse(v1::REASON_BAD_CHAIN);
    if (const Jump* jump = jump_over(place, first_seq)) {
      if (first_seq > jump->first) return need(jump->first);
      planned_.fills = *jump;
    }
    XQ_ASSIGN(planned_.before, tips_.chain_at(place, first_seq - 1));
    if (batch_.previous() == wire::previous_of(batch_, planned_.before)) return true;
    if (first_seq == place.parent_seq + 1) return refuse(v1::REASON_BAD_CHAIN);
    // The fork lies further back: the batch before will show where.
    XQ_ASSIGN(const auto from, snapshot_.batch_start(place.no, first_seq - 1));
    return need(from);
  }

  Result<bool> verify() {
    XQ_ASSIGN(const auto record_of, tips_.record_of(batch_));
    auto opened = wire::open_batch(batch_, planned_.before, device_.person, record_of);
    if (!opened.ok()) {
      switch (opened.error().code) {
        case ErrorCode::kNotFound:
          return decide(v1::OUTCOME_NEED_FULL, v1::REASON_UNSPECIFIED);
        case ErrorCode::kTooLarge:
          return refuse(v1::REASON_TOO_LARGE);
        default:
          return refuse(v1::REASON_MALFORMED);
      }
    }
    planned_.opened = std::move(*opened);
    if (proof_ == Proof::kOfTheRun || is_proven(planned_, came_, identity_, device_)) return true;
    // A wrong expansion looks the same; in full form there is none.
    for (const auto& change : batch_.changes()) {
      if (change.record().empty()) return decide(v1::OUTCOME_NEED_FULL, v1::REASON_UNSPECIFIED);
    }
    return refuse(v1::REASON_BAD_SIGNATURE);
  }

  // With what is here already: the same, another, or further.
  Status compare() {
    const wire::OpenedBatch& opened = planned_.opened;
    const std::uint64_t last = opened.first_seq + opened.changes.size() - 1;
    const Incarnation& place = planned_.incarnation;
    const std::uint64_t here = planned_.fills ? opened.first_seq - 1 : known_behind(place, opened.first_seq);
    const std::uint64_t known = std::min(last, here);
    if (known >= opened.first_seq) {
      XQ_ASSIGN(const bool whole, begins_here(opened.first_seq));
      if (!whole) {
        refuse(v1::REASON_MALFORMED);
        return {};
      }
    }
    planned_.shown = shown_.of(opened, identity_.receipt_key);
    for (std::uint64_t seq = known; seq >= opened.first_seq; --seq) {
      XQ_ASSIGN(const bool same, stands_here(seq));
      if (same) {
        if (seq == known) break;
        decide(v1::OUTCOME_FORKED, v1::REASON_UNSPECIFIED, seq);
        return find_lifted(seq);
      }
      if (seq == opened.first_seq) {
        decide(v1::OUTCOME_FORKED, v1::REASON_UNSPECIFIED, seq - 1);
        return {};
      }
    }
    if (last <= here) return repeat(last);
    if (here < place.tip_seq) planned_.fills = *jump_over(place, here + 1);
    if (planned_.fills && !joins(*planned_.fills, last)) return {};
    if (is_for_later()) {
      decide(v1::OUTCOME_LATER, v1::REASON_UNSPECIFIED);
      return {};
    }
    planned_.fresh = true;
    for (const Change& change : opened.changes) planned_.violations.push_back(violation_of(change));
    tips_.advance(planned_);
    return {};
  }

  // The chain is the same there, and so is the change.
  Result<bool> stands_here(std::uint64_t seq) {
    const std::size_t index = seq - planned_.opened.first_seq;
    if (planted(Bug::kRepeatByPlace)) return true;
    if (planted(Bug::kRepeatByStamp)) {
      XQ_ASSIGN(const auto rows, snapshot_.log(planned_.incarnation.no, seq, seq));
      return !rows.empty() && rows.front().effective == planned_.opened.changes[index].written;
    }
    XQ_ASSIGN(const auto chain, tips_.chain_at(planned_.incarnation, seq));
    return chain == planned_.opened.chain[index];
  }

  // No transaction of what is here already spans the place.
  Result<bool> begins_here(std::uint64_t seq) {
    XQ_ASSIGN(const auto rows, snapshot_.log(planned_.incarnation.no, seq, seq));
    return rows.empty() || rows.front().begins;
  }

  // What nobody can judge before an office has brought back who may write what.
  bool is_for_later() const {
    if (identity_.recovering == 0 || power_of(device_.role) == Power::kAll) return false;
    return planned_.shown.empty() ||
           !std::ranges::all_of(planned_.shown, [](const auto& receipt) { return receipt.has_value(); });
  }

  // What fills a gap to its end must end as the chain goes on behind it.
  bool joins(const Jump& gap, std::uint64_t last) {
    if (last < gap.last) return true;
    const Bytes& end = planned_.opened.chain[gap.last - planned_.opened.first_seq];
    if (end != gap.chain) return decide(v1::OUTCOME_FORKED, v1::REASON_UNSPECIFIED, gap.first - 1);
    return last == gap.last || refuse(v1::REASON_BAD_CHAIN);
  }

  Status repeat(std::uint64_t last) {
    const wire::OpenedBatch& opened = planned_.opened;
    const auto count = static_cast<std::uint32_t>(opened.changes.size());
    XQ_TRY(find_lifted(last));
    XQ_ASSIGN(auto stored, snapshot_.batch(planned_.incarnation.no, opened.first_seq, count));
    if (stored) {
      planned_.stored_receipt = std::move(stored->receipt);
      return {};
    }
    XQ_ASSIGN(const auto rows, snapshot_.log(planned_.incarnation.no, opened.first_seq, last));
    if (rows.size() != count) return repeat_in_request();
    planned_.receipt = taken_receipt(opened, rows, identity_.receipt_key);
    return {};
  }

  Status find_lifted(std::uint64_t last) {
    if (planned_.shown.empty()) return {};
    const std::uint64_t first = planned_.opened.first_seq;
    XQ_ASSIGN(const auto rows, snapshot_.log(planned_.incarnation.no, first, last));
    for (const LoggedChange& row : rows) {
      const auto& receipt = planned_.shown[row.seq - first];
      if (receipt && receipt->verdict == v1::VERDICT_ACCEPTED && row.verdict != v1::VERDICT_ACCEPTED) {
        planned_.lifted.push_back(row.id);
      }
    }
    return {};
  }

  // The first is still on its way. What only overlaps one has its receipt once that is taken.
  Status repeat_in_request() {
    const wire::OpenedBatch& opened = planned_.opened;
    const auto first = std::ranges::find_if(earlier_, [&](const PlannedBatch& before) {
      return before.fresh && before.opened.incarnation == opened.incarnation &&
             before.opened.first_seq == opened.first_seq && before.opened.chain == opened.chain;
    });
    if (first == earlier_.end()) {
      decide(v1::OUTCOME_NEED, v1::REASON_UNSPECIFIED, opened.first_seq);
    } else {
      planned_.repeats = static_cast<std::size_t>(first - earlier_.begin());
    }
    return {};
  }

  Snapshot& snapshot_;
  const Identity& identity_;
  const Device& device_;
  PushTips& tips_;
  const Came came_;
  const Proof proof_;
  const std::vector<PlannedBatch>& earlier_;  // of the same request
  const ShownReceipts& shown_;
  PlannedBatch planned_;
  v1::Batch batch_;
};

Result<PushPlan> plan_with(Proof proof, Snapshot& snapshot, const Identity& identity, const Device& device,
                           std::vector<Bytes> batches, Came came, ShownReceipts shown) {
  PushPlan plan;
  plan.came = came;
  plan.shown = std::move(shown);
  PushTips tips(snapshot, device, plan);
  bool later = false;  // what comes behind waits too
  for (Bytes& bytes : batches) {
    XQ_ASSIGN(auto planned, BatchPlanner(snapshot, identity, device, tips, plan, proof).plan(std::move(bytes)));
    later |= planned.receipt.outcome() == v1::OUTCOME_LATER;
    if (later && planned.receipt.outcome() == v1::OUTCOME_NEED) planned.receipt.set_outcome(v1::OUTCOME_LATER);
    plan.needs_writer |= planned.fresh || !planned.lifted.empty();
    plan.batches.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace

Result<PushPlan> plan_push(Snapshot& snapshot, const Identity& identity, const Device& device,
                           std::vector<Bytes> batches, Came came, ShownReceipts shown) {
  if (batches.size() > kBatchesPerRequest) return Error{ErrorCode::kTooLarge, "too many batches in one request"};
  const Proof proof = came == Came::kPushed ? Proof::kOfTheRun : Proof::kOfEach;
  XQ_ASSIGN(auto plan, plan_with(proof, snapshot, identity, device, std::move(batches), came, std::move(shown)));
  if (proof == Proof::kOfEach || are_runs_proven(plan, identity, device)) return plan;
  return plan_with(Proof::kOfEach, snapshot, identity, device, bytes_of(plan), came, std::move(plan.shown));
}

std::vector<Bytes> bytes_of(PushPlan& plan) {
  std::vector<Bytes> batches;
  batches.reserve(plan.batches.size());
  for (PlannedBatch& batch : plan.batches) batches.push_back(std::move(batch.bytes));
  return batches;
}

Result<bool> still_holds(Snapshot& snapshot, const PushPlan& plan) {
  for (const auto& [id, place] : plan.assumed) {
    XQ_ASSIGN(const auto incarnation, snapshot.incarnation(id));
    const Incarnation now = incarnation.value_or(Incarnation());
    if (now.tip_seq != place.tip_seq || now.tip_chain != place.tip_chain || now.jumps != place.jumps) return false;
  }
  return true;
}

}  // namespace xinqiao::server
