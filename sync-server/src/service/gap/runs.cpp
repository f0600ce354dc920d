#include "service/gap/runs.h"

#include <algorithm>
#include <map>

#include "service/gap/jumps.h"

namespace xinqiao::server {
namespace {

// Where the held batches of each incarnation lie.
class Held {
 public:
  explicit Held(const std::vector<HeldBatch>& held) : held_(held) {
    for (std::size_t i = 0; i < held.size(); ++i) by_incarnation_[held[i].incarnation].push_back(i);
  }
  // The last one that begins at or before the place; null: none does.
  const std::size_t* at_or_before(const Place& place) const {
    const auto own = by_incarnation_.find(place.incarnation);
    if (own == by_incarnation_.end()) return nullptr;
    const auto behind =
        std::ranges::upper_bound(own->second, place.seq, {}, [this](std::size_t i) { return held_[i].first_seq; });
    return behind == own->second.begin() ? nullptr : &*(behind - 1);
  }

 private:
  const std::vector<HeldBatch>& held_;
  std::map<Id, std::vector<std::size_t>> by_incarnation_;
};

}  // namespace

std::uint64_t here_before(const Incarnation& incarnation, std::uint64_t seq) {
  const Jump* jump = jump_over(incarnation, seq);
  return jump != nullptr && seq < jump->last ? jump->first - 1 : std::min(seq, incarnation.tip_seq);
}

Result<std::vector<HeldRun>> runs_of(Snapshot& snapshot, const std::vector<HeldBatch>& held) {
  const Held index(held);
  std::vector<HeldRun> runs;
  std::vector<std::size_t> run_of(held.size());
  for (std::size_t i = 0; i < held.size(); ++i) {
    const Place place = place_before(held[i]);
    const std::size_t* before = index.at_or_before(place);
    if (before != nullptr && held[*before].last_seq() >= place.seq) {
      run_of[i] = run_of[*before];
    } else {
      XQ_ASSIGN(const auto stored, snapshot.incarnation(place.incarnation));
      const std::uint64_t here = stored ? here_before(*stored, place.seq) : 0;
      const std::uint64_t waits = before == nullptr ? 0 : held[*before].last_seq();
      run_of[i] = runs.size();
      HeldRun run;
      run.incarnation = place.incarnation;
      run.from = std::max(here, waits) + 1;
      run.to = place.seq;
      run.first = stored && waits <= here;
      run.since_ms = held[i].since_ms;
      runs.push_back(std::move(run));
    }
    HeldRun& run = runs[run_of[i]];
    run.changes += held[i].count;
    run.since_ms = std::min(run.since_ms, held[i].since_ms);
    run.batches.push_back(held[i]);
  }
  return runs;
}

}  // namespace xinqiao::server
