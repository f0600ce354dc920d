#include "merge/world/oracle.h"

#include <algorithm>

namespace xinqiao::testing {

void Oracle::saved(int phone, std::int64_t now_ms, const std::vector<Write>& together) {
  for (const Write& write : together) {
    Fact& fact = facts_[write.id];
    fact.phone = phone;
    fact.write = write;
    fact.saved_ms = now_ms;
    fact.trusted = !trusted_.contains(phone) || trusted_.at(phone);
    for (const auto& [group, value] : write.values) {
      Touch& touch = fact.touches[group];
      touch.value = value;
      for (const auto& [other, content] : write.screen.groups) {
        for (const auto& [id, side] : content.heads) {
          // A record is there or not: whoever deletes it or brings it back saw both sides of that.
          const bool seen = write.resolves || group == kDeletion || side == content.shown;
          if (other == group && seen) touch.named.insert(id);
          if (other != kDeletion && group == kDeletion && value != kCleared) touch.covers.insert(id);
        }
      }
    }
  }
}

void Oracle::arrived(const std::map<ChangeId, Verdict>& together, std::uint64_t seq, std::int64_t now_ms) {
  bool refused = false;
  for (const auto& [id, verdict] : together) {
    const Fact& fact = facts_.at(id);
    if (fact.seq != 0) return;  // it has been here before
    refused = refused || fact.write.bad || spoiled_.contains({fact.phone, fact.write.record});
  }
  for (const auto& [id, verdict] : together) {
    Fact& fact = facts_.at(id);
    fact.seq = seq;
    fact.effective = verdict.effective;
    fact.refused = refused;
    if (refused) spoiled_.insert({fact.phone, fact.write.record});
    if (verdict.accepted == refused) complaint_ = "a transaction is not taken or refused as a whole";
    check_stamp(fact, now_ms);
  }
}

void Oracle::check_stamp(const Fact& fact, std::int64_t now_ms) {
  constexpr std::int64_t kRightWithinMs = 30 * 1000;  // answers of up to a minute set a clock that well
  const auto effective_ms = static_cast<std::int64_t>(fact.effective >> 16);
  if (effective_ms > now_ms) complaint_ = "a clock in the future wins over what comes later";
  if (!fact.trusted) return;
  if (effective_ms < fact.saved_ms - kRightWithinMs) complaint_ = "a change is dragged into the past";
  if (effective_ms > fact.saved_ms + kRightWithinMs) complaint_ = "a change counts as later than it was";
}

Oracle::Group Oracle::group_of(int phone, int record, int group) const {
  const auto complete = complete_.find(phone);
  const auto delta = deltas_.find({phone, record, group});
  const std::uint64_t upto = phone == kServer ? UINT64_MAX
                                              : std::max(complete == complete_.end() ? 0 : complete->second,
                                                         delta == deltas_.end() ? 0 : delta->second);
  Group out;
  std::set<ChangeId> named;
  for (const auto& [id, fact] : facts_) {
    const auto touch = fact.touches.find(group);
    if (fact.write.record != record || touch == fact.touches.end()) continue;
    // Own work counts from the moment it is saved until a receipt refuses it.
    const bool own = fact.phone == phone && !(fact.refused && fact.receipt_read);
    const bool others = fact.phone != phone && fact.seq != 0 && !fact.refused && fact.seq <= upto;
    if (!own && !others) continue;
    out.heads[id] = touch->second.value;
    named.insert(touch->second.named.begin(), touch->second.named.end());
  }
  for (const ChangeId id : named) out.heads.erase(id);
  auto best = std::tuple(-1, std::uint64_t{0}, ChangeId{0});
  for (const auto& [id, value] : out.heads) {
    const Fact& fact = facts_.at(id);
    const bool told = fact.phone != phone || fact.receipt_read || (fact.seq != 0 && fact.seq <= upto);
    const int gravity = group == danger_ ? std::max(value, 0) : 0;
    const auto rank = std::tuple(gravity, told ? fact.effective : fact.write.written, id);
    if (rank > best) out.shown = value;
    best = std::max(best, rank);
    out.clash = out.clash || value != out.heads.begin()->second;
  }
  return out;
}

Oracle::View Oracle::view(int phone, int record) const {
  View out;
  std::set<ChangeId> covered;
  for (const auto& [id, fact] : facts_) {
    for (const auto& [group, touch] : fact.touches) {
      if (fact.write.record != record || out.groups.contains(group)) continue;
      Group content = group_of(phone, record, group);
      if (!content.heads.empty()) out.groups[group] = std::move(content);
    }
  }
  for (const auto& [id, value] : out.groups[kDeletion].heads) {
    if (value == kCleared) continue;
    out.hidden = true;
    const auto& covers = facts_.at(id).touches.at(kDeletion).covers;
    covered.insert(covers.begin(), covers.end());
  }
  for (const auto& [group, content] : out.groups) {
    for (const auto& [id, value] : content.heads)
      out.hidden = out.hidden && (group == kDeletion || covered.contains(id));
  }
  return out;
}

}  // namespace xinqiao::testing
