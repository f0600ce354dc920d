#include <cstdio>
#include <vector>

#include "measures.h"
#include "model/schema.h"
#include "plain_sqlite.h"
#include "slow_disk.h"
#include "timing.h"
#include "visits.h"

namespace xinqiao::bench {
namespace {

constexpr std::size_t kBlock = 50;
constexpr std::size_t kFraming = 45;  // of a change: record id, stamp, tags
constexpr std::uint32_t kChildOfVisit = 1;

}  // namespace

int measure_save(const std::string& from_folder, const std::string& to_folder, const std::string& scratch,
                 long sync_us) {
  const char* const vfs = slow_disk(sync_us);
  System system;
  std::vector<Fields> visits;
  {
    const auto from = system.open(from_folder);
    visits = visits_of(*from);
  }
  const auto to = system.open(to_folder, vfs);
  PlainSqlite plain(scratch + "/plain-save-" + std::to_string(sync_us) + ".db", vfs);
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> ratios;
  for (std::size_t at = 0; at + kBlock <= visits.size(); at += kBlock) {
    const double product = seconds([&] {
      for (std::size_t i = 0; i < kBlock; ++i) {
        const auto saved = to->save({new_visit(visits[at + i])});
        if (!saved.ok()) must(saved.error());
      }
    });
    const double raw = seconds([&] {
      for (std::size_t i = 0; i < kBlock; ++i) {
        const Fields& visit = visits[at + i];
        plain.save(Id::random(system.clock.wall_ms(), system.random), schema::kVisitKind, visit.at(kChildOfVisit),
                   join_fields(visit).size() + kFraming);
      }
    });
    ours.push_back(kBlock / product);
    theirs.push_back(kBlock / raw);
    ratios.push_back(raw / product);
  }
  std::printf("{\"saves_per_s\":%.0f,\"plain_per_s\":%.0f,\"ratio\":%.3f,\"blocks\":%zu}\n", median(ours),
              median(theirs), median(ratios), ratios.size());
  return 0;
}

int measure_bulk(const std::string& from_folder, const std::string& scratch) {
  constexpr int kRounds = 5;
  System system;
  const auto from = system.open(from_folder);
  const auto visits = visits_of(*from);
  std::vector<double> rates;
  for (int round = 0; round < kRounds; ++round) {
    PlainSqlite plain(scratch + "/plain-bulk-" + std::to_string(round) + ".db");
    const double took = seconds([&] {
      plain.begin();
      for (const Fields& visit : visits) plain.bulk_row(system.random.bytes(16), visit.at(1), join_fields(visit));
      plain.commit();
    });
    rates.push_back(static_cast<double>(visits.size()) / took);
  }
  std::printf("{\"rows\":%zu,\"bulk_rows_per_s\":%.0f}\n", visits.size(), median(rates));
  return 0;
}

}  // namespace xinqiao::bench
