#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// The schema as data, generated from proto/xinqiao/v1 by the host plugin (schema_table.cpp).
// Everything that handles records without knowing their kind reads this table: merging, validation,
// the command line, the documentation. All of it is constant and lives as long as the program.
namespace xinqiao::schema {

enum class Scope { kChild, kDirectory, kOffice };

enum class Type { kBool, kUint32, kInt64, kDouble, kText, kBytes, kEnum, kMessage };

// kPlain: a number, a yes or no, an enum, a message, raw bytes. A string without a format is kText.
enum class Format { kPlain, kText, kNote, kDay, kTime, kId, kPhone, kIdNumber, kYear, kPeriod };

struct Label {
  std::string_view zh;
  std::string_view en;
};

struct EnumValue {
  std::int32_t number;
  std::string_view name;  // lower snake case without the enum's name: "needs_attention"
  Label label;
};

struct Enum {
  std::string_view name;              // "CheckInResult"
  std::span<const EnumValue> values;  // by number, without 0 (unspecified), which nobody chooses

  const EnumValue* find(std::int32_t number) const;
  const EnumValue* find(std::string_view value_name) const;
};

struct Message;

struct Field {
  std::uint32_t number;
  std::string_view name;  // "home_address"
  Type type;
  bool repeated;
  Format format;
  Label label;
  std::string_view ref;     // kind a kId field points to, or empty
  const Enum* enumeration;  // of a kEnum
  const Message* message;   // of a kMessage
  bool required;
  bool danger;  // a clash shows the gravest value
  bool default_now;
  bool default_self;
  std::string_view copy_from;
  double min;  // inclusive range when max > min
  double max;
};

struct Message {
  std::string_view name;          // "Child"
  std::span<const Field> fields;  // by number

  const Field* find(std::uint32_t number) const;
  const Field* find(std::string_view field_name) const;
};

struct Kind {
  std::uint32_t number;
  std::string_view name;  // "check_in"
  Label label;
  bool append_only;
  std::span<const std::string_view> natural_key;
  std::string_view day;    // field kept in clear for lists, or empty
  std::string_view title;  // field that names a record, or empty
  const Message* message;
};

std::span<const Kind> kinds();  // by number
const Kind* find_kind(std::uint32_t number);
const Kind* find_kind(std::string_view name);

// Follows from the number alone, so it also holds for kinds newer than this program.
Scope scope_of(std::uint32_t kind_number);
// Field that names the child a record belongs to: 1 for child-scoped kinds, 0 for the kind `child`
// itself (the record is the child) and for kinds of no child.
std::uint32_t child_field(std::uint32_t kind_number);

inline constexpr std::uint32_t kChildKind = 1;
inline constexpr std::uint32_t kContactKind = 2;
inline constexpr std::uint32_t kVisitKind = 3;
inline constexpr std::uint32_t kCheckInKind = 4;
inline constexpr std::uint32_t kConcernKind = 5;
inline constexpr std::uint32_t kConcernStepKind = 6;
inline constexpr std::uint32_t kPairingKind = 7;
inline constexpr std::uint32_t kExamResultKind = 8;
inline constexpr std::uint32_t kConductKind = 9;
inline constexpr std::uint32_t kHonourKind = 10;
inline constexpr std::uint32_t kPlanKind = 11;
inline constexpr std::uint32_t kPlanStageKind = 12;
inline constexpr std::uint32_t kReunionKind = 13;
inline constexpr std::uint32_t kGiftKind = 14;
inline constexpr std::uint32_t kTripKind = 15;
inline constexpr std::uint32_t kWorkKind = 16;
inline constexpr std::uint32_t kMembershipKind = 17;
inline constexpr std::uint32_t kAttendanceKind = 18;
inline constexpr std::uint32_t kOutreachItemKind = 19;
inline constexpr std::uint32_t kPersonKind = 1001;
inline constexpr std::uint32_t kOrganisationKind = 1002;
inline constexpr std::uint32_t kTermKind = 1003;
inline constexpr std::uint32_t kGroupKind = 1004;
inline constexpr std::uint32_t kEventKind = 1005;
inline constexpr std::uint32_t kScheduleRuleKind = 1008;
inline constexpr std::uint32_t kFestivalRoundKind = 1009;
inline constexpr std::uint32_t kDeviceKind = 2001;
inline constexpr std::uint32_t kHeldChangeKind = 2002;
inline constexpr std::uint32_t kDecisionKind = 2003;
inline constexpr std::uint32_t kGapKind = 2004;
inline constexpr std::uint32_t kReleaseKind = 2005;

// What an office decided. It stands by rules of its own (docs/protocol.md sections 9 and 11): two of them are no clash,
// and none is edited like other records.
constexpr bool is_verdict(std::uint32_t kind_number) {
  return kind_number == kDecisionKind || kind_number == kReleaseKind;
}

// Written by the server alone: what it says of changes that were not taken, or are missing.
constexpr bool is_of_server(std::uint32_t kind_number) {
  return kind_number == kHeldChangeKind || kind_number == kGapKind;
}

}  // namespace xinqiao::schema
