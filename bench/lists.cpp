#include <algorithm>
#include <cstdio>
#include <vector>

#include "measures.h"
#include "model/schema.h"
#include "timing.h"
#include "visits.h"

namespace xinqiao::bench {
namespace {

constexpr int kRounds = 9;

void ask(Client& client) {
  const auto due = client.due(0);
  if (!due.ok()) must(due.error());
}

void save_one(Client& client, const Fields& visit) {
  const auto saved = client.save({new_visit(visit)});
  if (!saved.ok()) must(saved.error());
}

}  // namespace

int measure_lists(const std::string& folder) {
  System system;
  auto client = system.open(folder);
  const double first = seconds([&] { ask(*client); });
  client.reset();
  std::vector<double> cold;
  for (int i = 0; i < kRounds; ++i) {
    cold.push_back(seconds([&] {
      client = system.open(folder);
      ask(*client);
    }));
    if (i + 1 < kRounds) client.reset();
  }
  const auto page = client->list(schema::kVisitKind, {}, {}, 1);
  if (!page.ok() || page->records.empty()) must(Error{ErrorCode::kNotFound, "no visits"});
  std::vector<double> warm;
  std::vector<double> after_save;
  for (int i = 0; i < kRounds; ++i) {
    warm.push_back(seconds([&] { ask(*client); }));
    save_one(*client, page->records.front().fields);
    after_save.push_back(seconds([&] { ask(*client); }));
  }
  std::vector<double> searches;
  for (const char* text : {"xy", "wxy", "村", "小燕", "1380", "没有这个人"}) {
    searches.push_back(seconds([&] {
      if (const auto found = client->search(text, 100); !found.ok()) must(found.error());
    }));
  }
  std::printf(
      "{\"first_ms\":%.1f,\"cold_ms\":%.1f,\"warm_ms\":%.2f,\"after_save_ms\":%.2f,\"slowest_search_ms\":%.2f}\n",
      first * 1e3, median(cold) * 1e3, median(warm) * 1e3, median(after_save) * 1e3,
      *std::ranges::max_element(searches) * 1e3);
  return 0;
}

}  // namespace xinqiao::bench
