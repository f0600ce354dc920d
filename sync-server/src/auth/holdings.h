#pragma once

#include <map>
#include <vector>

#include "domain/rights.h"
#include "store/store.h"

namespace xinqiao::server {

// How somebody stands to one child, and since when.
struct Standing {
  rights::Capacities capacities = 0;  // but by festival rounds
  std::uint64_t enter_seq = 0;        // by the earliest of these
  bool on_round = false;              // of a season that is open
  std::uint64_t round_seq = 0;
  std::vector<std::uint32_t> round_years;  // also of seasons that are not
};

// Whom and what somebody looks after, by pairings, posts and festival rounds (docs/rights.md).
struct Holdings {
  std::map<Id, Standing> children;
  std::map<Bytes, Standing> areas;  // classes, schools, villages
  bool case_worker = false;
  std::uint64_t case_worker_seq = 0;  // since when

  // What was written at that time: a round's work may come when its season is over.
  static rights::Capacities at(const Standing& holding, std::int64_t written_ms);
  rights::Capacities of_child(const Id& child, std::int64_t written_ms) const;
  // Of one who stands in any of these areas.
  rights::Capacities in(const Whereabouts& place, std::int64_t written_ms) const;
  rights::Capacities anywhere(std::int64_t written_ms) const;
};

Result<Holdings> holdings_of(Snapshot& snapshot, const Id& person);

}  // namespace xinqiao::server
