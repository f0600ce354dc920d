#include "auth/holdings.h"

#include <algorithm>

#include "base/china_time.h"
#include "domain/festival.h"

namespace xinqiao::server {
namespace {

// `since`: when the child came within reach of it.
void add(const StoredGrant& grant, std::uint64_t since, Standing& holding) {
  if (grant.capacity == rights::kRound) {
    holding.round_years.push_back(grant.year);
    if (!grant.active) return;
    holding.round_seq = holding.on_round ? std::min(holding.round_seq, since) : since;
    holding.on_round = true;
    return;
  }
  if (!grant.active) return;
  holding.enter_seq = holding.capacities == 0 ? since : std::min(holding.enter_seq, since);
  holding.capacities |= grant.capacity;
}

}  // namespace

rights::Capacities Holdings::at(const Standing& holding, std::int64_t written_ms) {
  const china_time::Day day = china_time::day_of(written_ms);
  const bool on_round = std::ranges::any_of(holding.round_years, [&](std::uint32_t year) {
    const auto season = domain::season_of(year);
    return season && season->days.contains(day);
  });
  return holding.capacities | (on_round ? rights::kRound : 0);
}

rights::Capacities Holdings::of_child(const Id& child, std::int64_t written_ms) const {
  const auto found = children.find(child);
  return found == children.end() ? 0 : at(found->second, written_ms);
}

rights::Capacities Holdings::in(const Whereabouts& place, std::int64_t written_ms) const {
  rights::Capacities all = 0;
  const std::vector<Bytes> reached = place.areas();
  for (const Bytes& each : reached) {
    const auto found = areas.find(each);
    if (found != areas.end()) all |= at(found->second, written_ms);
  }
  return all;
}

rights::Capacities Holdings::anywhere(std::int64_t written_ms) const {
  rights::Capacities all = 0;
  for (const auto& [child, holding] : children) all |= at(holding, written_ms);
  for (const auto& [area, holding] : areas) all |= at(holding, written_ms);
  return all;
}

Result<Holdings> holdings_of(Snapshot& snapshot, const Id& person) {
  Holdings out;
  XQ_ASSIGN(const auto grants, snapshot.grants_of(person));
  for (const StoredGrant& grant : grants) {
    if (grant.capacity == rights::kCaseWorker) {
      out.case_worker_seq = out.case_worker ? std::min(out.case_worker_seq, grant.enter_seq) : grant.enter_seq;
      out.case_worker = true;
      continue;
    }
    if (const Id child = area::child_in(grant.area); !child.is_nil()) {
      add(grant, grant.enter_seq, out.children[child]);
      continue;
    }
    add(grant, grant.enter_seq, out.areas[grant.area]);
    XQ_ASSIGN(const auto there, snapshot.children_in(grant.area));
    for (const StoredPlace& place : there) {
      add(grant, std::max(grant.enter_seq, place.enter_seq), out.children[place.child]);
    }
  }
  return out;
}

}  // namespace xinqiao::server
