#include "visits.h"

#include <cstdio>
#include <cstdlib>

namespace xinqiao::bench {

void must(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  std::exit(1);
}

std::unique_ptr<Client> System::open(const std::string& folder, const char* vfs) {
  auto client = Client::open({folder, "", 3000}, {clock, random, files, vfs});
  if (!client.ok()) must(client.error());
  return std::move(*client);
}

std::vector<Fields> visits_of(Client& client) {
  constexpr std::uint32_t kVisit = 3;
  std::vector<Fields> out;
  Id after;
  for (;;) {
    auto page = client.list(kVisit, {}, after, 1000);
    if (!page.ok()) must(page.error());
    for (Shown& visit : page->records) {
      after = visit.id;
      out.push_back(std::move(visit.fields));
    }
    if (!page->more) return out;
  }
}

}  // namespace xinqiao::bench
