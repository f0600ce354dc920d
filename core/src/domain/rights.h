#pragma once

#include <cstdint>

// Who may write what, and see what: one table, which the server asks when changes are pushed and records are sent, and
// a device before it offers a form. docs/rights.md shows it. Pure.
namespace xinqiao::rights {

// How somebody stands to a child, or to what belongs to a class, a school or a village. Several at once are their sum.
using Capacities = std::uint32_t;
inline constexpr Capacities kRound = 1;   // a cadre on a festival round, in season
inline constexpr Capacities kHelper = 2;  // paired, by any role but study buddy
inline constexpr Capacities kClassTeacher = 4;
inline constexpr Capacities kLead = 8;         // of the school, or of the village
inline constexpr Capacities kCaseWorker = 16;  // sees confidential concerns; writes nothing more for it

enum class Action { kCreate, kEdit, kDelete };

// How far a right goes.
enum class Extent : char {
  kNone = '.',
  kAll = 'y',
  kOwn = 'o',            // what oneself has written
  kOwnForADay = 'd',     // the same, within a day of writing it
  kSituation = 's',      // of a child: how it lives, not who it is
  kFestivalVisit = 'f',  // of visits: those of Spring Festival
  kStudyBuddy = 'b',     // of pairings: those of fellow pupils
};
inline constexpr std::int64_t kADayMs = 24LL * 60 * 60 * 1000;

// What somebody is about to do.
struct Deed {
  std::uint32_t kind = 0;
  Action action = Action::kCreate;
  bool own = false;           // the record is theirs
  bool within_a_day = false;  // of writing it
  bool situation = false;     // of a child: touches nothing but its situation
  bool festival_visit = false;
  bool study_buddy = false;
};

// Of one capacity; a kind newer than this program is written by whoever holds the child.
Extent extent(Capacities one, std::uint32_t kind, Action action);
bool may(Capacities capacities, const Deed& deed);

// A child's field that says how it lives.
bool is_situation(std::uint32_t field);

// What those see of a child who hold it by a festival round alone.
bool is_seen_on_round(std::uint32_t kind);
bool is_seen_on_round(std::uint32_t kind, std::uint32_t field);

}  // namespace xinqiao::rights
