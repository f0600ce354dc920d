#include "domain/support.h"

#include <algorithm>
#include <tuple>

#include "xinqiao/v1/child.pb.h"

namespace xinqiao::domain {

Day last_day_before_of_age(const Child& child) {
  return child.birth_date == 0 ? 0 : china_time::add_days(child.birth_date + kOfAge * 10'000, -1);
}

namespace {

constexpr Day kNoEnd = 21991231;

bool is_active(const Child& child) {
  return child.state == v1::CHILD_STATE_UNSPECIFIED || child.state == v1::CHILD_STATE_ACTIVE;
}

Day last_day(const Child& child) {
  Day last = kNoEnd;
  if (const Day of_age = last_day_before_of_age(child); of_age != 0) last = std::min(last, of_age);
  if (!is_active(child) && child.state_day != 0) last = std::min(last, china_time::add_days(child.state_day, -1));
  return last;
}

}  // namespace

bool is_supported(const Child& child, Day day) {
  return day <= last_day(child) && (is_active(child) || child.state_day != 0);
}

std::optional<china_time::Period> counts(const Child& child, const Pairing& pairing) {
  const Day last = std::min(last_day(child), pairing.to == 0 ? kNoEnd : pairing.to);
  if (last < pairing.from) return std::nullopt;
  return china_time::Period{pairing.from, last};
}

const Pairing* holder(const Child& child, const std::vector<std::uint32_t>& roles, Day day) {
  for (const std::uint32_t role : roles) {
    const Pairing* found = nullptr;
    for (const Pairing& each : child.pairings) {
      if (each.role != role) continue;
      const auto days = counts(child, each);
      if (!days || !days->contains(day)) continue;
      if (found == nullptr || std::tie(each.from, each.helper) < std::tie(found->from, found->helper)) found = &each;
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace xinqiao::domain
