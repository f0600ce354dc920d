#include "domain/festival.h"

#include "domain/lunar_new_year.h"
#include "domain/support.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/festival.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::domain {
namespace {

bool is_known(std::uint32_t returning) {
  return returning != v1::RETURNING_UNSPECIFIED && returning != v1::RETURNING_UNKNOWN;
}

// Of a single-parent child the parent nobody said anything of counts as not applicable.
void take_reunion(const Child& child, const Reunion& reunion, FestivalLine& line) {
  const bool father = is_known(reunion.father);
  const bool mother = is_known(reunion.mother);
  const bool single = child.category == v1::CHILD_CATEGORY_SINGLE_PARENT &&
                      (reunion.father == v1::RETURNING_UNSPECIFIED || reunion.mother == v1::RETURNING_UNSPECIFIED);
  line.reunion_known = single ? father || mother : father && mother;
  const bool returning = reunion.father == v1::RETURNING_RETURNING || reunion.mother == v1::RETURNING_RETURNING;
  if (returning || line.reunion_known) line.parent_returning = returning;
}

}  // namespace

std::optional<Season> season_of(std::uint32_t year) {
  const Day new_year = lunar_new_year(year);
  if (new_year == 0) return std::nullopt;
  return Season{
      year, new_year, {china_time::add_days(new_year, -kSeasonBefore), china_time::add_days(new_year, kSeasonAfter)}};
}

std::optional<Season> season_at(Day day) {
  const std::uint32_t year = day / 10'000;
  const auto season = season_of(year);
  return season && season->days.last < day ? season_of(year + 1) : season;
}

FestivalLine festival_of(const Child& child, const Season& season, Day day) {
  FestivalLine line;
  line.child = child.id;
  for (const Reunion& each : child.reunions) {
    if (each.festival_year == season.year) take_reunion(child, each, line);
  }
  const china_time::Period until{season.days.first, std::min(day, season.days.last)};
  for (const Visit& each : child.visits) {
    if (!until.contains(each.day)) continue;
    line.visited = line.visited || each.kind == v1::VISIT_KIND_FESTIVAL_VISIT;
    if (each.kind != v1::VISIT_KIND_LETTER) continue;
    ++(each.direction == v1::LETTER_DIRECTION_IN ? line.letters_in : line.letters_out);
  }
  for (const Day each : child.gifts) line.gifts += until.contains(each) ? 1 : 0;
  for (const Trip& each : child.trips) line.trip = line.trip || (each.year == season.year && !each.cancelled);
  line.alone = line.parent_returning == false && !line.trip;
  return line;
}

std::vector<FestivalLine> festival(const Township& township, const Season& season, Day day) {
  std::vector<FestivalLine> lines;
  for (const Child& child : township.children) {
    if (is_supported(child, day)) lines.push_back(festival_of(child, season, day));
  }
  return lines;
}

}  // namespace xinqiao::domain
