#pragma once

#include <array>
#include <cstdint>

// What people write in the world: kinds and fields by number, as in proto/xinqiao/v1.
namespace xinqiao::simulation::forms {

constexpr std::uint32_t kChild = 1;
constexpr std::uint32_t kVisit = 3;
constexpr std::uint32_t kCheckIn = 4;
constexpr std::uint32_t kPairing = 7;

constexpr std::uint32_t kOfChild = 1;  // of a visit, a check-in, a pairing
constexpr std::uint32_t kChildName = 1;
constexpr std::uint32_t kRisk = 28;  // of a child; a danger sign
constexpr std::uint32_t kVisitKind = 2;
constexpr std::uint32_t kResult = 5;  // of a check-in; a danger sign
constexpr std::uint32_t kPairingHelper = 2;
constexpr std::uint32_t kPairingRole = 3;

// What the oracle writes down for a deletion.
constexpr const char* kDeleted = "deleted";

// The groups that are edited, of each kind three.
struct Groups {
  std::uint32_t kind;
  std::array<std::uint32_t, 3> numbers;
  bool first_is_grave;     // a danger sign, 1 to 3
  bool first_is_required;  // cannot be cleared
};
constexpr std::array<Groups, 3> kEdited = {{
    {kChild, {kRisk, 19, 20}, true, false},
    {kVisit, {12, 10, 7}, false, false},
    {kCheckIn, {kResult, 6, 8}, true, true},
}};

constexpr const Groups* edited(std::uint32_t kind) {
  for (const Groups& groups : kEdited) {
    if (groups.kind == kind) return &groups;
  }
  return nullptr;
}

}  // namespace xinqiao::simulation::forms
