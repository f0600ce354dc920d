#include <algorithm>

#include "domain/due_days.h"
#include "domain/festival.h"
#include "domain/support.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/schedule.pb.h"

namespace xinqiao::domain {
namespace {

// Whose round the village is, else who is paired to the child in the village.
Id who_asks(const Township& township, const Child& child, std::uint32_t year, Day today) {
  for (const FestivalRound& round : township.rounds) {
    if (round.year == year && std::ranges::find(round.villages, child.village) != round.villages.end()) {
      return round.person;
    }
  }
  const Pairing* paired =
      holder(child,
             {v1::PAIRING_ROLE_VILLAGE_CADRE, v1::PAIRING_ROLE_CHILD_DIRECTOR, v1::PAIRING_ROLE_VILLAGE_LEAD,
              v1::PAIRING_ROLE_PARTY_MEMBER, v1::PAIRING_ROLE_VOLUNTEER, v1::PAIRING_ROLE_SUPPORT_TEACHER},
             today);
  return paired == nullptr ? Id() : paired->helper;
}

}  // namespace

// In the season each child's reunion is to be known, and who has no parent returning is to be visited (S4.2, S4.3).
void add_festival(const Township& township, const DueDays& days, std::vector<DueLine>& lines) {
  const auto season = season_at(days.today());
  if (!season || !season->days.contains(days.today())) return;
  const Day known_by = china_time::add_days(season->new_year, -kReunionKnownBefore);
  const Day visited_by = china_time::add_days(season->new_year, -kVisitedBefore);
  for (const Child& child : township.children) {
    if (!is_supported(child, days.today())) continue;
    const FestivalLine festival = festival_of(child, *season, days.today());
    const Id who = who_asks(township, child, season->year, days.today());
    const auto add = [&](const char* rule, std::uint32_t kind, Day due, bool done) {
      DueLine line{.child = child.id, .class_of = {}, .kind = kind, .rule = rule, .who = who, .due = due};
      if (!done) days.set_state(line);
      lines.push_back(std::move(line));
    };
    add("S4.2", v1::DUE_KIND_REUNION, known_by, festival.reunion_known);
    if (festival.parent_returning != true) add("S4.3", v1::DUE_KIND_FESTIVAL_VISIT, visited_by, festival.visited);
  }
}

}  // namespace xinqiao::domain
