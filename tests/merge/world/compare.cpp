#include "merge/world/compare.h"

#include <algorithm>

#include "merge/standing.h"
#include "merge/world/phone_model.h"

namespace xinqiao::testing {
namespace {

int value_of(std::uint32_t number, const std::optional<Bytes>& value) {
  if (!value) return Oracle::kCleared;
  return number == kDeletedGroup ? 1 : static_cast<int>(read_varint(*value).value_or(0));
}

std::string words(const Oracle::Group& group, bool with_shown) {
  std::string out;
  for (const auto& [id, value] : group.heads) out += " " + std::to_string(id % 10000) + "=" + std::to_string(value);
  if (with_shown) out += " shown " + std::to_string(group.shown);
  return out + (group.clash ? " clash" : "");
}

Oracle::Group group_of(std::uint32_t number, const GroupState& state, Bug bug) {
  Oracle::Group out;
  const schema::Field* field = schema::find_kind(kWorldKind)->message->find(number);
  for (const Head& head : state.heads) out.heads[head.id] = value_of(number, head.value);
  out.shown = value_of(number, standing(state, bug == Bug::kGraverDoesNotStand ? nullptr : field).value);
  out.clash = bug == Bug::kEqualHeadsClash ? state.heads.size() > 1 : is_clash(state);
  return out;
}

bool looks_hidden(const RecordState& state, Bug bug) {
  return is_hidden(state) || (bug == Bug::kDeletionHidesAll && is_deletion_clash(state));
}

}  // namespace

std::string difference(const RecordState& state, const Oracle::View& truth, Bug bug) {
  std::map<int, Oracle::Group> found;
  for (const auto& [number, group] : state.groups) {
    if (!group.heads.empty()) found[static_cast<int>(number)] = group_of(number, group, bug);
  }
  for (const int number : {Oracle::kDeletion, kPlain[0], kDanger, kPlain[1]}) {
    const auto right = truth.groups.find(number);
    const bool shown = number != Oracle::kDeletion;  // the record itself is shown or hidden, never a stamp's choice
    const std::string is = found.contains(number) ? words(found.at(number), shown) : "";
    const std::string should = right == truth.groups.end() ? "" : words(right->second, shown);
    if (is != should) return "group " + std::to_string(number) + " is" + is + ", should be" + should;
  }
  if (looks_hidden(state, bug) != truth.hidden) return truth.hidden ? "is not hidden" : "is hidden";
  return "";
}

}  // namespace xinqiao::testing
