#pragma once

#include "domain/facts.h"

// Whether everybody who should has a child, and every child somebody (docs/schemes.md, S2.1, S3.1, S5.1, S6.4, S8.1).
namespace xinqiao::domain {

inline constexpr std::size_t kChildrenPerTeacher = 3;  // at least, S3.1
inline constexpr int kWarnBeforeOfAge = 90;            // days, S8.1
inline constexpr int kIdleDays = 60;                   // a pairing without anything recorded is to be looked at, S6.4

struct PairedPerson {
  Id person;
  std::size_t children = 0;  // paired on that day, by any role but study buddy
};

struct Ending {
  Id child;
  Day last_day = 0;  // of support: the day before the 18th birthday
  Id helper;
};

// Nothing was recorded of the child by its helper for kIdleDays days; or since the pairing began.
struct Idle {
  Id child;
  Id helper;
  std::uint32_t role = 0;
  Day last = 0;  // 0: never
};

// What somebody recorded of their children since a day: interactions they took part in.
struct Work {
  Id person;
  std::size_t interactions = 0;
  std::size_t children = 0;
};

struct PairingCheck {
  std::vector<PairedPerson> teachers_below;               // S3.1
  std::vector<PairedPerson> party_members_without_child;  // S2.1
  std::vector<PairedPerson> village_leads_without_child;  // S5.1
  std::vector<Id> children_without_helper;
  std::vector<Id> children_without_buddy;  // S6.4
  std::vector<Ending> ending;              // within kWarnBeforeOfAge days
  std::vector<Idle> idle;
  std::vector<Work> commendation;  // most interactions first
};

// On that day; work since `since`.
PairingCheck check_pairings(const Township& township, Day day, Day since);

}  // namespace xinqiao::domain
