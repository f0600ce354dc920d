#include "service/season.h"

#include <algorithm>
#include <set>

#include "base/china_time.h"
#include "base/limits.h"
#include "domain/festival.h"

namespace xinqiao::server {
namespace {

bool is_open(const StoredGrant& grant, std::int64_t now_ms) {
  const auto season = domain::season_of(grant.year);
  return season && season->days.contains(china_time::day_of(now_ms));
}

bool has_turned(const StoredGrant& grant, std::int64_t now_ms) {
  return grant.year != 0 && grant.active != is_open(grant, now_ms);
}

}  // namespace

Result<bool> season_turned(Snapshot& snapshot, const Id& person, std::int64_t now_ms) {
  if (!limits::may_be_now(now_ms)) return false;
  XQ_ASSIGN(const auto grants, snapshot.grants_of(person));
  return std::ranges::any_of(grants, [&](const StoredGrant& grant) { return has_turned(grant, now_ms); });
}

Status turn_season(Transaction& transaction, const Id& person, std::int64_t now_ms) {
  XQ_ASSIGN(const auto grants, transaction.grants_of(person));
  std::set<Id> rounds;
  for (const StoredGrant& grant : grants) {
    if (has_turned(grant, now_ms)) rounds.insert(grant.record);
  }
  if (rounds.empty()) return {};
  WriteSet writes;
  XQ_ASSIGN(const auto last, transaction.last_seq());
  writes.last_seq = last + 1;
  const std::vector<Id> records(rounds.begin(), rounds.end());
  XQ_ASSIGN(const auto all, transaction.grants(records));
  for (StoredGrant grant : all) {
    if (has_turned(grant, now_ms)) {
      grant.active = !grant.active;
      grant.enter_seq = writes.last_seq;
    }
    writes.grants[grant.record].push_back(grant);
  }
  return transaction.write(writes);
}

}  // namespace xinqiao::server
