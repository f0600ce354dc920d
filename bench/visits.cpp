#include "visits.h"

#include <cstdio>
#include <cstdlib>

#include "model/schema.h"

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

Edit new_visit(const Fields& body) {
  Edit edit;
  edit.draft.kind = schema::kVisitKind;
  edit.create = true;
  edit.set = body;
  return edit;
}

std::vector<Fields> visits_of(Client& client) {
  std::vector<Fields> out;
  Id after;
  for (;;) {
    auto page = client.list(schema::kVisitKind, {}, after, 1000);
    if (!page.ok()) must(page.error());
    for (Shown& visit : page->records) {
      after = visit.id;
      out.push_back(std::move(visit.fields));
    }
    if (!page->more) return out;
  }
}

}  // namespace xinqiao::bench
