#include <algorithm>

#include "simulation/town/town.h"

namespace xinqiao::simulation {
namespace {

const char* const kLost = "promise 1: what was saved is gone after a kill";

}  // namespace

// The changes of a record that the server did not take; nothing is refused before somebody was unpaired.
std::set<ChangeId> Town::refused_of(const Id& record) {
  std::set<ChangeId> refused;
  const auto log = somebody_was_unpaired_ ? read_server_log(server_.machine, Server::kFolder) : std::nullopt;
  if (!log) return refused;
  for (const auto& [id, row] : *log) {
    if (row.record == record && row.verdict != kAccepted) refused.insert(id);
  }
  return refused;
}

// Own changes of a record, and those of which the phone has not heard that they count.
void Town::look_at_own(Phone& phone, const Id& record, Screen& screen) {
  for (const OwnRow& row : read_own_log(phone.machine, phone.folder).value_or(std::vector<OwnRow>())) {
    if (row.record != record) continue;
    screen.own.insert(row.id);
    if (row.state != kTaken && row.state != kSettled) screen.untaken.insert(row.id);
  }
}

void Town::learn(Phone& phone, Attempt attempt, ChangeId id) {
  complete(phone, attempt);
  attempt.save.screen.refused = refused_of(attempt.save.record);
  attempt.save.id = id;
  truth_.saved(attempt.save);
  phone.log.insert(id);
  note(" #" + std::to_string(id % 10000) + told_of(attempt.save));
}

// Which record, by its place in the world, and what of it: "(7: 3=a 4- deletes)".
std::string Town::told_of(const Truth::Save& save) const {
  const auto record = std::ranges::find(records_, save.record, &Record::id);
  std::string out = " (" + std::to_string(record - records_.begin()) + ":";
  for (const auto& [group, value] : save.values) {
    if (group == Truth::kDeletion) {
      out += value ? " deletes" : " brings back";
    } else {
      out += " " + std::to_string(group) +
             (value && !value->empty()
                  ? "=" + std::string(1, value->back() < ' ' ? static_cast<char>('0' + value->back()) : value->back())
                  : "-");
    }
  }
  return out + ")";
}

// The new head tells which change it was; where it is hidden behind what was refused, the file does.
void Town::learn_all(Phone& phone, std::vector<Attempt> attempts) {
  for (auto at = attempts.begin(); at != attempts.end(); ++at) {
    Attempt& attempt = *at;
    std::set<ChangeId> fresh;
    if (const auto form = form_of(phone, attempt.save.record); form && !attempt.mending) {
      for (const auto* ids : {&form->screen.known, &form->screen.deletions}) {
        std::ranges::copy_if(*ids, std::inserter(fresh, fresh.end()),
                             [&](ChangeId id) { return !truth_.knows(id) && !attempt.save.screen.known.contains(id); });
      }
    }
    if (fresh.size() == 1) {
      learn(phone, std::move(attempt), *fresh.begin());
      continue;
    }
    for (; at != attempts.end(); ++at) {
      at->certain = true;
      phone.attempts.push_back(std::move(*at));
    }
    return check_own_log(phone);
  }
}

// Everything that was said to be saved is in the phone's file, and nothing else but what was tried.
void Town::check_own_log(Phone& phone) {
  const auto rows = read_own_log(phone.machine, phone.folder);
  if (!rows) return complain("a phone's file cannot be read");
  std::set<ChangeId> there;
  std::vector<OwnRow> fresh;
  for (const OwnRow& row : *rows) {
    there.insert(row.id);
    if (!phone.log.contains(row.id)) fresh.push_back(row);
  }
  if (!fresh.empty()) adopt(phone, fresh);
  if (std::ranges::any_of(phone.attempts, &Attempt::certain)) complain(kLost);
  // The others stay: a power cut may yet bring back what a killed process had half overwritten.
  for (const ChangeId id : phone.log) {
    if (!there.contains(id)) complain(std::string(kLost) + ": #" + std::to_string(id % 10000));
  }
}

// Whose rows these are that nobody has claimed yet. Each save that fails leaves its place in the log to the next, so
// at most one of several has happened after all: the last that wrote just this.
void Town::adopt(Phone& phone, const std::vector<OwnRow>& fresh) {
  for (auto end = phone.attempts.end(); end != phone.attempts.begin();) {
    auto first = end - 1;
    while (first != phone.attempts.begin() && (first - 1)->save.together == (end - 1)->save.together) --first;
    const bool of_people = std::ranges::any_of(fresh, [&](const OwnRow& row) {
      return std::ranges::find(records_, row.record, &Record::id) != records_.end();
    });
    const bool lets_go = first->lets_go && fresh.size() == 1 && fresh.front().record == first->save.record;
    if (lets_go || (first->decides && !of_people)) {
      for (const OwnRow& row : fresh) {
        decisions_[row.id] = first->decided;
        phone.log.insert(row.id);
      }
      return phone.attempts.clear();
    }
    const bool same =
        std::equal(first, end, fresh.begin(), fresh.end(), [&](const Attempt& attempt, const OwnRow& row) {
          return attempt.save.record == row.record && wrote(phone, attempt);
        });
    if (same) {
      std::vector<Attempt> found(first, end);
      phone.attempts.clear();
      for (std::size_t i = 0; i < found.size(); ++i) learn(phone, std::move(found[i]), fresh[i].id);
      return;
    }
    end = first;
  }
  // A copy of the folder may have come out with it before.
  for (const OwnRow& row : fresh) {
    if (!truth_.knows(row.id) && !decisions_.contains(row.id))
      return complain("a change that nobody saved: #" + std::to_string(row.id % 10000));
    phone.log.insert(row.id);
  }
}

// Whether what was asked for stands among the author's own lines.
bool Town::wrote(Phone& phone, const Attempt& attempt) {
  const auto lines = own_lines(*phone.client, attempt.save.record);
  return attempt.mending || std::ranges::all_of(attempt.save.values, [&](const auto& asked) {
           return std::ranges::any_of(lines, [&](const auto& line) {
             const bool same = asked.second ? line.second == *asked.second : line.second.empty();
             return line.first == asked.first && (same || asked.first == Truth::kDeletion);
           });
         });
}

// What any phone takes for answered is on the server's disk.
void Town::check_acknowledged() {
  server_died_ = false;
  if (server_went_back_) return;
  const auto log = read_server_log(server_.machine, Server::kFolder);
  if (!log) return complain("the server's file cannot be read");
  for (const auto& phone : phones_) {
    const auto rows = read_own_log(phone->machine, phone->folder);
    if (!rows) return complain("a phone's file cannot be read");
    for (const OwnRow& row : *rows) {
      if (row.state != kWaiting && !log->contains(row.id)) {
        complain("promise 2: what was acknowledged is gone after a kill: #" + std::to_string(row.id % 10000));
      }
    }
  }
}

}  // namespace xinqiao::simulation
