#include "domain/pairing_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "domain/support.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::domain {
namespace {

bool holds_post(const Person& person, std::uint32_t role, Day day) {
  return std::ranges::any_of(person.posts, [&](const Post& post) {
    return post.role == role && post.from <= day && (post.to == 0 || day <= post.to);
  });
}

// Somebody with a post at a school, other than its head.
bool is_teacher(const Person& person, Day day) {
  return std::ranges::any_of(person.posts, [&](const Post& post) {
    const bool teaches = post.role == v1::POST_ROLE_CLASS_TEACHER || post.role == v1::POST_ROLE_HELPER;
    return teaches && !post.school.is_nil() && post.from <= day && (post.to == 0 || day <= post.to);
  });
}

class Checking {
 public:
  Checking(const Township& township, Day day, Day since) : township_(township), day_(day), since_(since) {}

  PairingCheck all() {
    for (const Child& child : township_.children) {
      if (is_supported(child, day_)) look_at(child);
    }
    for (const Person& person : township_.people) look_at(person);
    for (const auto& [person, work] : work_) {
      out_.commendation.push_back({person, work.interactions, work.children.size()});
    }
    std::ranges::sort(out_.commendation, [](const Work& a, const Work& b) {
      return std::tie(b.interactions, b.children, a.person) < std::tie(a.interactions, a.children, b.person);
    });
    return std::move(out_);
  }

 private:
  struct Done {
    std::size_t interactions = 0;
    std::set<Id> children;
  };

  void look_at(const Child& child) {
    bool helped = false;
    bool has_buddy = false;
    for (const Pairing& each : child.pairings) {
      const auto days = counts(child, each);
      if (!days || !days->contains(day_)) continue;
      if (each.role == v1::PAIRING_ROLE_STUDY_BUDDY) {
        has_buddy = true;
        continue;
      }
      helped = true;
      children_of_[each.helper].insert(child.id);
      by_role_[{each.helper, each.role}].insert(child.id);
      const Day last = last_day_before_of_age(child);
      if (last != 0 && last < china_time::add_days(day_, kWarnBeforeOfAge)) {
        out_.ending.push_back({child.id, last, each.helper});
      }
      look_at(child, each);
    }
    if (!helped) out_.children_without_helper.push_back(child.id);
    if (!has_buddy) out_.children_without_buddy.push_back(child.id);
    for (const Visit& each : child.visits) {
      if (each.day < since_ || each.day > day_) continue;
      note_work(child, each.by);
      for (const std::uint16_t place : each.with) note_work(child, place);
    }
  }

  // Whoever is paired writes down what they do.
  void look_at(const Child& child, const Pairing& pairing) {
    const std::uint16_t place = child.place_of(pairing.helper);
    Day last = 0;
    for (const Visit& each : child.visits) {
      if (each.day <= day_ && each.took_part(place)) last = std::max(last, each.day);
    }
    if (china_time::add_days(std::max(last, pairing.from), kIdleDays) < day_) {
      out_.idle.push_back({child.id, pairing.helper, pairing.role, last});
    }
  }

  void note_work(const Child& child, std::uint16_t place) {
    if (place == 0) return;
    Done& done = work_[child.people[place - 1U]];
    ++done.interactions;
    done.children.insert(child.id);
  }

  void look_at(const Person& person) {
    const auto found = children_of_.find(person.id);
    const std::size_t children = found == children_of_.end() ? 0 : found->second.size();
    if (is_teacher(person, day_) && children < kChildrenPerTeacher) {
      out_.teachers_below.push_back({person.id, children});
    }
    if (person.party_member && !by_role_.contains({person.id, v1::PAIRING_ROLE_PARTY_MEMBER})) {
      out_.party_members_without_child.push_back({person.id, children});
    }
    if (holds_post(person, v1::POST_ROLE_VILLAGE_LEAD, day_) &&
        !by_role_.contains({person.id, v1::PAIRING_ROLE_VILLAGE_LEAD})) {
      out_.village_leads_without_child.push_back({person.id, children});
    }
  }

  const Township& township_;
  Day day_;
  Day since_;
  std::map<Id, std::set<Id>> children_of_;
  std::map<std::pair<Id, std::uint32_t>, std::set<Id>> by_role_;
  std::map<Id, Done> work_;
  PairingCheck out_;
};

}  // namespace

PairingCheck check_pairings(const Township& township, Day day, Day since) {
  return Checking(township, day, since).all();
}

}  // namespace xinqiao::domain
