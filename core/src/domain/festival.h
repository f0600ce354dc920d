#pragma once

#include <optional>

#include "domain/facts.h"

// The children's Spring Festival (docs/schemes.md, S4.1-S4.6). Pure; days are China Standard Time.
namespace xinqiao::domain {

inline constexpr int kSeasonBefore = 30;       // days before New Year's Day that the season begins
inline constexpr int kSeasonAfter = 14;        // days after it: 元宵
inline constexpr int kReunionKnownBefore = 7;  // by when each child's reunion must be known
inline constexpr int kVisitedBefore = 2;       // before New Year's Eve

// Of the year of New Year's Day.
struct Season {
  std::uint32_t year = 0;
  Day new_year = 0;
  china_time::Period days;
};
// Nothing outside 2020-2100.
std::optional<Season> season_of(std::uint32_t year);
// The season that the day lies in, or the next one.
std::optional<Season> season_at(Day day);

struct FestivalLine {
  Id child;
  bool reunion_known = false;            // of both parents
  std::optional<bool> parent_returning;  // none: not known
  bool visited = false;                  // a festival visit in the season
  std::uint32_t gifts = 0;
  bool trip = false;   // to the parents, and not cancelled
  bool alone = false;  // no parent returns, and no trip; not while that is unknown
  std::uint32_t letters_out = 0;
  std::uint32_t letters_in = 0;
};

// One line for each child supported on that day, by id; what lies behind the day does not count.
std::vector<FestivalLine> festival(const Township& township, const Season& season, Day day);
FestivalLine festival_of(const Child& child, const Season& season, Day day);

}  // namespace xinqiao::domain
