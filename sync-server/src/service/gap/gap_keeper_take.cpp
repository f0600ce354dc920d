// Held batches that wait no more: taken, or sent by their device.
#include <algorithm>

#include "service/decide/follow_up.h"
#include "service/gap/gap_keeper.h"
#include "service/push/push.h"

namespace xinqiao::server {

// The chain was let go on to where this mark of an end stands.
Result<bool> GapKeeper::ends_here(const HeldBatch& mark) {
  const Place end = place_before(mark);
  XQ_ASSIGN(const auto chain, transaction_.incarnation(end.incarnation));
  if (!chain) return false;
  if (chain->tip_seq == end.seq) return chain->tip_chain == mark.before;
  return std::ranges::any_of(chain->jumps,
                             [&](const Jump& jump) { return jump.last == end.seq && jump.chain == mark.before; });
}

// Its device has sent it, perhaps under a new name.
Result<bool> GapKeeper::drop_known(const std::vector<HeldBatch>& held) {
  std::vector<ChangeId> ends;
  ends.reserve(held.size());
  for (const HeldBatch& batch : held) ends.push_back(wire::id_at(batch.chain));
  XQ_ASSIGN(const auto known, transaction_.changes(ends));
  std::set<ChangeId> here;
  for (const LoggedChange& change : known) here.insert(change.id);
  std::vector<std::int64_t> numbers;
  for (const HeldBatch& batch : held) {
    bool is_here = here.contains(wire::id_at(batch.chain));
    if (!is_here && batch.count == 0) {
      XQ_ASSIGN(is_here, ends_here(batch));
    }
    if (is_here) numbers.push_back(batch.no);
  }
  const bool any = !numbers.empty();
  XQ_TRY(drop(std::move(numbers)));
  return any;
}

Status GapKeeper::drop(std::vector<std::int64_t> numbers) {
  if (numbers.empty()) return {};
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction_.last_seq());
  writes.not_held = std::move(numbers);
  return transaction_.write(writes);
}

Result<bool> GapKeeper::take(const Device& device, const std::vector<HeldRun>& runs) {
  bool any = false;
  for (const HeldRun& run : runs) {
    if (run.from <= run.to) continue;
    XQ_ASSIGN(const bool taken, take_run(device, run));
    any = any || taken;
  }
  return any;
}

// As if its device had pushed it now.
Result<bool> GapKeeper::take_run(const Device& device, const HeldRun& run) {
  XQ_ASSIGN(const auto author, author_of(transaction_, device));
  for (std::size_t first = 0; first < run.batches.size(); first += kTakenAtOnce) {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = first; i < std::min(first + kTakenAtOnce, run.batches.size()); ++i) {
      numbers.push_back(run.batches[i].no);
    }
    XQ_ASSIGN(auto bytes, transaction_.held_bytes(numbers));
    XQ_ASSIGN(auto plan, plan_push(transaction_, identity_, device, std::move(bytes), Came::kRescued));
    XQ_ASSIGN(const auto answer, take_batches(transaction_, identity_, author, plan, now_ms_));
    std::vector<std::int64_t> taken;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      v1::Receipt receipt;
      if (receipt.ParseFromString(answer.receipts[i]) && receipt.outcome() == v1::OUTCOME_TAKEN) {
        taken.push_back(numbers[i]);
      }
    }
    // What stands in its place then is another chain.
    if (taken.empty()) return first > 0;
    const bool whole = taken.size() == numbers.size();
    XQ_TRY(drop(std::move(taken)));
    XQ_TRY(follow_up(transaction_, identity_, answer.aftermath, now_ms_, random_));
    XQ_TRY(note(device, answer.aftermath));
    if (!whole) return true;
  }
  return true;
}

}  // namespace xinqiao::server
