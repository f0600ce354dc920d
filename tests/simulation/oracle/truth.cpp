#include "simulation/oracle/truth.h"

#include <algorithm>
#include <tuple>

#include "simulation/world/forms.h"

namespace xinqiao::simulation {
namespace {

int gravity(const Truth::Value& value) { return value && !value->empty() ? value->back() : 0; }

}  // namespace

bool is_danger(std::uint32_t kind, std::uint32_t group) {
  return (kind == forms::kCheckIn && group == forms::kResult) || (kind == forms::kChild && group == forms::kRisk);
}

void Truth::saved(const Save& save) {
  Fact& fact = facts_[save.id];
  fact.save = save;
  for (const auto& [group, value] : save.values) {
    auto& ids = fact.named[group] = named(save, group, value);
    for (const ChangeId id : std::set(ids)) {
      const Fact* before = own_untaken(id, save);
      if (before == nullptr || !before->named.contains(group)) continue;
      ids.insert(before->named.at(group).begin(), before->named.at(group).end());
    }
  }
  const auto deletion = save.values.find(kDeletion);
  if (deletion == save.values.end() || !deletion->second) return;
  fact.covers = save.screen.known;
  for (const ChangeId id : save.screen.known) {
    const Fact* before = own_untaken(id, save);
    if (before == nullptr) continue;
    for (const auto& [group, ids] : before->named) fact.covers.insert(ids.begin(), ids.end());
    fact.covers.insert(before->covers.begin(), before->covers.end());
  }
  for (const ChangeId id : save.mends) {
    const auto mended = facts_.find(id);
    if (mended == facts_.end()) continue;
    fact.covers.insert(id);
    for (const auto& [group, ids] : mended->second.named) fact.covers.insert(ids.begin(), ids.end());
    fact.covers.insert(mended->second.covers.begin(), mended->second.covers.end());
  }
}

// What that one had overwritten its author has overwritten too, whether it is ever taken or not. Where it is known to
// count that follows from it, as far as it goes.
const Truth::Fact* Truth::own_untaken(ChangeId id, const Save& save) const {
  const auto fact = facts_.find(id);
  return fact == facts_.end() || !save.screen.untaken.contains(id) ? nullptr : &fact->second;
}

// Whether `later` has been written by somebody who had seen `id` in the group, or who had seen who had.
bool Truth::comes_before(ChangeId id, ChangeId later, std::uint32_t group, const MayPass& passes) const {
  std::set<ChangeId> seen{later};
  std::vector<ChangeId> open{later};
  while (!open.empty()) {
    const auto fact = facts_.find(open.back());
    open.pop_back();
    if (fact == facts_.end() || !fact->second.named.contains(group)) continue;
    for (const ChangeId before : fact->second.named.at(group)) {
      if (before == id) return true;
      if (passes(before) && seen.insert(before).second) open.push_back(before);
    }
  }
  return false;
}

bool Truth::overwrote(ChangeId later, ChangeId id, std::uint32_t group) const {
  const auto fact = facts_.find(later);
  if (fact == facts_.end() || !fact->second.save.mends.empty()) return false;
  const auto ids = fact->second.named.find(group);
  return ids != fact->second.named.end() && ids->second.contains(id);
}

std::set<ChangeId> Truth::named(const Save& save, std::uint32_t group, const Value& /*value*/) const {
  std::set<ChangeId> heads;
  std::set<ChangeId> own_refused;
  for (const auto& [id, fact] : facts_) {
    if (fact.save.record != save.record || !fact.save.values.contains(group)) continue;
    if (save.screen.known.contains(id)) heads.insert(id);
    if (!save.mends.contains(id)) continue;
    own_refused.insert(id);  // and what its author had seen when writing it
    own_refused.insert(fact.named.at(group).begin(), fact.named.at(group).end());
  }
  // A record is there or not: whoever deletes it or brings it back saw both sides of that.
  if (group == kDeletion) {
    own_refused.insert(save.screen.deletions.begin(), save.screen.deletions.end());
    return own_refused;
  }
  Value shown;
  if (const auto found = save.screen.shown.find(group); found != save.screen.shown.end()) shown = found->second;
  const auto on_screen = [&](const MayPass& passes) {
    std::set<ChangeId> out;
    for (const ChangeId id : heads) {
      const bool stands = std::ranges::none_of(
          heads, [&](ChangeId other) { return other != id && comes_before(id, other, group, passes); });
      if (stands && (save.resolves.contains(group) || facts_.at(id).save.values.at(group) == shown)) out.insert(id);
    }
    return out;
  };
  const auto is_taken = [&](ChangeId id) { return !save.screen.refused.contains(id); };
  const auto is_here = [&](ChangeId id) {
    return is_taken(id) && (save.screen.own.contains(id) || save.screen.known.contains(id));
  };
  std::set<ChangeId> out = on_screen(is_taken);
  const auto found = save.screen.told.find(group);
  const std::set<ChangeId> told = found == save.screen.told.end() ? std::set<ChangeId>() : found->second;
  const auto may_miss = [&](const std::set<ChangeId>& here) {
    const bool shows_less = !told.empty() || !save.screen.shown.contains(group);
    return here == told || (save.screen.asks_anew && shows_less && std::ranges::includes(here, told));
  };
  if (save.screen.server_went_back && may_miss(on_screen(is_here))) out = told;
  out.insert(own_refused.begin(), own_refused.end());
  return out;
}

Truth::View Truth::view(const Id& record, const Accepted& accepted) const {
  View out;
  std::map<std::uint32_t, std::set<ChangeId>> named;
  std::set<ChangeId> covered;
  for (const auto& [id, fact] : facts_) {
    if (fact.save.record != record || !accepted.contains(id)) continue;
    for (const auto& [group, value] : fact.save.values) out.groups[group].heads[id] = value;
    for (const auto& [group, ids] : fact.named) named[group].insert(ids.begin(), ids.end());
  }
  for (auto& [group, content] : out.groups) {
    for (const ChangeId id : named[group]) content.heads.erase(id);
    auto best = std::tuple(-1, std::uint64_t{0}, ChangeId{0});
    for (const auto& [id, value] : content.heads) {
      const int grave = is_danger(facts_.at(id).save.kind, group) ? gravity(value) : 0;
      const auto rank = std::tuple(grave, accepted.at(id), id);
      if (rank > best) content.shown = value;
      best = std::max(best, rank);
      content.clash = content.clash || value != content.heads.begin()->second;
    }
  }
  if (const auto deletion = out.groups.find(kDeletion); deletion != out.groups.end()) {
    for (const auto& [id, value] : deletion->second.heads) {
      if (!value) continue;
      out.hidden = true;
      covered.insert(facts_.at(id).covers.begin(), facts_.at(id).covers.end());
    }
  }
  for (const auto& [group, content] : out.groups) {
    for (const auto& [id, value] : content.heads)
      out.hidden = out.hidden && (group == kDeletion || covered.contains(id));
  }
  return out;
}

}  // namespace xinqiao::simulation
