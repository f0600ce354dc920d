#include <array>

#include "simulation/town/rest.h"

namespace xinqiao::simulation {

void Town::count_rest(const Rest& rest) {
  for (const Record& record : records_) {
    const Truth::View view = truth_.view(record.id, rest.accepted);
    add(tally_, "at rest: records deleted", view.hidden ? 1 : 0);
    for (const auto& [group, content] : view.groups) {
      add(tally_, "at rest: clashes", content.clash ? 1 : 0);
      add(tally_, "at rest: equal heads", !content.clash && content.heads.size() > 1 ? 1 : 0);
    }
  }
  for (const auto& [id, fact] : truth_.facts()) {
    const auto row = rest.server.find(id);
    const int verdict = row == rest.server.end() ? 0 : row->second.verdict;
    constexpr std::array kVerdicts = {"lost with its phone", "accepted", "quarantined", "parked", "rejected"};
    add(tally_, std::string("changes ") + kVerdicts.at(static_cast<std::size_t>(verdict)));
    add(tally_, "changes replaced", row != rest.server.end() && row->second.replaced ? 1 : 0);
    add(tally_, "changes that mend", fact.save.mends.empty() ? 0 : 1);
    add(tally_, "changes that resolve", fact.save.resolves.empty() ? 0 : 1);
  }
}

}  // namespace xinqiao::simulation
