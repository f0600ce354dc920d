#include "auth/place.h"

#include <algorithm>
#include <array>

#include "merge/standing.h"
#include "model/schema.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/together.pb.h"

namespace xinqiao::server {
namespace {

// The fields that say it; 0: the kind has none.
struct PlaceFields {
  std::uint32_t kind;
  std::uint32_t school;
  std::uint32_t grade;
  std::uint32_t class_name;
  std::uint32_t village;

  std::array<std::uint32_t, 4> all() const { return {school, grade, class_name, village}; }
};

constexpr PlaceFields kFields[] = {
    {schema::kChildKind, v1::Child::kSchoolFieldNumber, v1::Child::kGradeFieldNumber, v1::Child::kClassFieldNumber,
     v1::Child::kVillageFieldNumber},
    {schema::kEventKind, v1::Event::kSchoolFieldNumber, v1::Event::kGradeFieldNumber, v1::Event::kClassFieldNumber,
     v1::Event::kVillageFieldNumber},
    {schema::kGroupKind, v1::Group::kSchoolFieldNumber, 0, 0, v1::Group::kVillageFieldNumber},
};

const PlaceFields* fields_of(std::uint32_t kind) {
  const auto* found = std::ranges::find(kFields, kind, &PlaceFields::kind);
  return found == std::end(kFields) ? nullptr : found;
}

// What cannot be read says nothing.
void put(const PlaceFields& fields, std::uint32_t number, const std::optional<Bytes>& value, Whereabouts& place) {
  const auto id = [&] { return value ? Id::from_bytes(read_bytes(*value).value_or(Bytes())) : Id(); };
  if (number == fields.school) {
    place.school = id();
  } else if (number == fields.village) {
    place.village = id();
  } else if (number == fields.class_name) {
    place.class_name = value ? read_bytes(*value).value_or(Bytes()) : Bytes();
  } else if (number == fields.grade) {
    const auto grade = value ? read_varint(*value) : std::nullopt;
    place.grade = grade ? std::optional(static_cast<std::uint32_t>(*grade)) : std::nullopt;
  }
}

}  // namespace

bool has_place(std::uint32_t kind) { return fields_of(kind) != nullptr; }

Whereabouts place_in(const RecordState& state) {
  Whereabouts place;
  const PlaceFields* fields = fields_of(state.kind);
  if (fields == nullptr) return place;
  for (const std::uint32_t number : fields->all()) {
    const auto group = state.groups.find(number);
    if (number == 0 || group == state.groups.end() || group->second.heads.empty()) continue;
    put(*fields, number, standing(group->second, nullptr).value, place);
  }
  return place;
}

bool is_place_disputed(const RecordState& state) {
  const PlaceFields* fields = fields_of(state.kind);
  if (fields == nullptr) return false;
  const auto numbers = fields->all();
  return std::ranges::any_of(numbers, [&](std::uint32_t number) {
    const auto group = state.groups.find(number);
    return number != 0 && group != state.groups.end() && is_clash(group->second);
  });
}

std::uint32_t by_field(std::uint32_t kind) {
  const schema::Kind* known = schema::find_kind(kind);
  if (known == nullptr) return 0;
  const auto found = std::ranges::find(known->message->fields, true, &schema::Field::default_self);
  return found == known->message->fields.end() ? 0 : found->number;
}

void move(const Change& change, std::uint32_t kind, Whereabouts& place) {
  const PlaceFields* fields = fields_of(kind);
  if (fields == nullptr) return;
  for (const std::uint32_t number : fields->all()) {
    const TouchedGroup* group = number == 0 ? nullptr : touched(change, number);
    if (group != nullptr) put(*fields, number, group->value, place);
  }
}

}  // namespace xinqiao::server
