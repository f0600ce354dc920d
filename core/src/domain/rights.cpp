#include "domain/rights.h"

#include <algorithm>
#include <array>

#include "model/schema.h"
#include "xinqiao/v1/child.pb.h"

namespace xinqiao::rights {
namespace {

// Create, edit, delete, each by an Extent.
struct Row {
  std::uint32_t kind;
  const char* round;
  const char* helper;
  const char* class_teacher;
  const char* lead;
};

// Offices write everything; what no row names is theirs alone.
// clang-format off
constexpr auto kRows = std::to_array<Row>({
    // kind                      round  helper teacher lead
    {schema::kChildKind,        "yo.", ".s.", ".s.", "yy."},
    {schema::kContactKind,      "...", "yyy", "yyy", "yyy"},
    {schema::kVisitKind,        "fod", "yod", "yod", "yod"},
    {schema::kCheckInKind,      "yyo", "yyo", "yyo", "yyy"},
    {schema::kConcernKind,      "yod", "yyd", "yyd", "yyd"},
    {schema::kConcernStepKind,  "yod", "yod", "yod", "yod"},
    {schema::kPairingKind,      "...", "...", "bbb", "yyy"},
    {schema::kExamResultKind,   "...", "...", "yyy", "yyy"},
    {schema::kConductKind,      "...", "...", "yyy", "yyy"},
    {schema::kHonourKind,       "...", "...", "yyy", "yyy"},
    {schema::kPlanKind,         "...", "...", "yyy", "yyy"},
    {schema::kPlanStageKind,    "...", "...", "yyy", "yyy"},
    {schema::kReunionKind,      "yy.", "yy.", "yy.", "yyy"},
    {schema::kGiftKind,         "yod", "...", "...", "yyy"},
    {schema::kWorkKind,         "...", "...", "yyy", "yyy"},
    {schema::kMembershipKind,   "...", "...", "...", "yyy"},
    {schema::kAttendanceKind,   "...", "...", "yyy", "yyy"},
    {schema::kOutreachItemKind, "yod", "...", "...", "yyy"},
    {schema::kGroupKind,        "...", "...", "...", "yyy"},
    {schema::kEventKind,        "...", "...", "yyy", "yyy"},
});
// clang-format on

constexpr Row kNewer{0, "...", "yyy", "yyy", "yyy"};
constexpr Row kOfOffices{0, "...", "...", "...", "..."};

using v1::Child;
constexpr std::uint32_t kSituationFields[] = {
    Child::kHomeAddressFieldNumber,  Child::kLocationFieldNumber,      Child::kLivingArrangementFieldNumber,
    Child::kLivesWithFieldNumber,    Child::kHouseholdSizeFieldNumber, Child::kLowIncomeFieldNumber,
    Child::kBoardingRoomFieldNumber, Child::kRemarkFieldNumber,        Child::kHealthFieldNumber,
    Child::kCharacterFieldNumber,    Child::kInterestsFieldNumber,     Child::kStrengthsFieldNumber,
    Child::kDifficultiesFieldNumber, Child::kFamilyEconomyFieldNumber, Child::kRiskLevelFieldNumber,
    Child::kPhotoFieldNumber,
};
// Who it is, where it lives, and whether anybody has to go there.
constexpr std::uint32_t kRoundFields[] = {
    Child::kNameFieldNumber,      Child::kSexFieldNumber,         Child::kBirthDateFieldNumber,
    Child::kVillageFieldNumber,   Child::kHomeAddressFieldNumber, Child::kLocationFieldNumber,
    Child::kCategoryFieldNumber,  Child::kLivesWithFieldNumber,   Child::kStatusFieldNumber,
    Child::kEnteredAtFieldNumber,
};
constexpr std::uint32_t kRoundKinds[] = {schema::kChildKind, schema::kContactKind, schema::kReunionKind,
                                         schema::kCheckInKind};

const Row& row_of(std::uint32_t kind) {
  const auto* found = std::ranges::find(kRows, kind, &Row::kind);
  if (found != kRows.end()) return *found;
  const bool newer = schema::find_kind(kind) == nullptr && schema::scope_of(kind) == schema::Scope::kChild;
  return newer ? kNewer : kOfOffices;
}

bool covers(Extent extent, const Deed& deed) {
  switch (extent) {
    case Extent::kNone:
      return false;
    case Extent::kAll:
      return true;
    case Extent::kOwn:
      return deed.own;
    case Extent::kOwnForADay:
      return deed.own && deed.within_a_day;
    case Extent::kSituation:
      return deed.situation;
    case Extent::kFestivalVisit:
      return deed.festival_visit;
    case Extent::kStudyBuddy:
      return deed.study_buddy;
  }
  return false;
}

}  // namespace

Extent extent(Capacities one, std::uint32_t kind, Action action) {
  const Row& row = row_of(kind);
  const char* letters = "...";
  if (one == kRound) letters = row.round;
  if (one == kHelper) letters = row.helper;
  if (one == kClassTeacher) letters = row.class_teacher;
  if (one == kLead) letters = row.lead;
  return static_cast<Extent>(letters[static_cast<int>(action)]);
}

bool may(Capacities capacities, const Deed& deed) {
  return std::ranges::any_of(std::array{kRound, kHelper, kClassTeacher, kLead}, [&](Capacities one) {
    return (capacities & one) != 0 && covers(extent(one, deed.kind, deed.action), deed);
  });
}

// One newer than this program is left to those who know it.
bool is_situation(std::uint32_t field) {
  return std::ranges::find(kSituationFields, field) != std::end(kSituationFields) ||
         schema::find_kind(schema::kChildKind)->message->find(field) == nullptr;
}

bool is_seen_on_round(std::uint32_t kind) { return std::ranges::find(kRoundKinds, kind) != std::end(kRoundKinds); }

bool is_seen_on_round(std::uint32_t kind, std::uint32_t field) {
  if (kind != schema::kChildKind) return is_seen_on_round(kind);
  return field == 0 || std::ranges::find(kRoundFields, field) != std::end(kRoundFields);
}

}  // namespace xinqiao::rights
