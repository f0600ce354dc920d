#include "simulation/town/rest.h"
#include "simulation/world/forms.h"

namespace xinqiao::simulation {
namespace {

std::string words(const std::vector<std::uint32_t>& groups) {
  std::string out;
  for (const std::uint32_t group : groups) out += " " + std::to_string(group);
  return out.empty() ? " none" : out;
}

std::string words(const std::set<ChangeId>& ids) {
  std::string out;
  for (const ChangeId id : ids) out += " " + word(id);
  return out;
}

// What an office has yet to hear of.
class ToTell {
 public:
  explicit ToTell(const ServerLog& log) {
    for (const auto& [id, row] : log) {
      if (is_open(row) && row.reason == kBehind) behind_.insert(row.seq);
    }
  }
  // What waits behind something is told with that, and so is what was saved together with it; what an office returned
  // it has dealt with, and what waits behind that its author has to mend first.
  bool contains(const ServerRow& row) const {
    if (!is_open(row)) return false;
    if (row.verdict == kHeld) return true;
    return row.reason != kTransaction && row.reason != kReturned && !behind_.contains(row.seq);
  }

 private:
  static bool is_open(const ServerRow& row) { return row.verdict != kAccepted && !row.replaced && !row.of_server; }

  std::set<std::uint64_t> behind_;  // of which one change at least waits behind another
};

}  // namespace

// Promise 3: what was refused is shown to its author and to every office.
void Town::check_attention(Phone& phone, const Rest& rest) {
  const auto attention = phone.client->attention(1000);
  if (!attention.ok()) return complain("attention: " + attention.error().message);
  std::set<ChangeId> own;
  std::set<ChangeId> office;
  for (const Attention& item : *attention) {
    for (const auto* part : {&item.changes, &item.behind}) {
      for (const WrittenChange& change : *part) (item.for_office ? office : own).insert(change.id);
    }
  }
  for (const OwnRow& row : rest.own.at(phone.number)) {
    const auto at_server = rest.server.find(row.id);
    const bool replaced = row.state == kReplaced || at_server == rest.server.end() || at_server->second.replaced;
    if (replaced || at_server->second.verdict == kAccepted || own.contains(row.id)) continue;
    // It waits for its record, and is shown meanwhile.
    if (row.state == kAwaiting && truth_.view(row.record, rest.accepted).groups.empty()) continue;
    complain("promise 3: " + phone.name() + " is not told of " + word(row.id));
  }
  const ToTell to_tell(rest.server);
  // What a person wrote on whatever phone is told to all of theirs.
  for (const auto& [id, row] : rest.server) {
    const auto fact = truth_.facts().find(id);
    const bool by_them = fact != truth_.facts().end() && fact->second.save.person == phone.person;
    const bool returned = row.verdict != kAccepted && row.reason == kReturned && !row.replaced;
    if (by_them && (to_tell.contains(row) || returned) && !own.contains(id) && !office.contains(id))
      complain("promise 3: " + phone.name() + " is not told that " + word(id) + " of its person's waits");
  }
  if (!phone.office) return;
  for (const auto& [id, row] : rest.server) {
    if (to_tell.contains(row) && !office.contains(id) && !own.contains(id))
      complain("promise 3: " + phone.name() + " does not see that " + word(id) + " waits");
  }
}

// Promise 5: what its author had seen when writing another is no other side of it, however far the sync came. A
// restored server may have to put off what a phone has while it tells it what others wrote. Against a deletion stand
// all that write anything of the record, whichever of them had seen the others.
void Town::check_clashes(Phone& phone) {
  if (phone.machine.dead() || server_went_back_) return;
  phone.machine.faults_wait = true;
  const auto clashes = phone.client->clashes();
  if (!clashes.ok()) return;
  const auto deletes = [&](ChangeId id) {
    const auto fact = truth_.facts().find(id);
    const auto* values = fact == truth_.facts().end() ? nullptr : &fact->second.save.values;
    return values != nullptr && values->contains(Truth::kDeletion) && values->at(Truth::kDeletion);
  };
  for (const Clash& clash : *clashes) {
    for (const ClashValue& one : clash.values) {
      for (const ClashValue& other : clash.values) {
        if (clash.field == Truth::kDeletion && !deletes(one.id) && !deletes(other.id)) continue;
        if (truth_.overwrote(other.id, one.id, clash.field))
          complain("promise 5: " + phone.name() + " shows a clash of " + word(one.id) + " with " + word(other.id) +
                   ", whose author had seen it");
      }
    }
  }
}

// What has left its scope stays with it, until leaving comes.
bool Town::may_hold(const Phone& phone, const Record& record) const {
  return phone.office || ever_paired_.contains({phone.person, record.child});
}

void Town::check_views(Phone& phone, const Rest& rest) {
  std::set<Id> refused;
  for (const OwnRow& row : rest.own.at(phone.number)) {
    const bool waits_for_record = row.state == kAwaiting;
    if (waits_for_record || (row.state >= kQuarantined && row.state < kReplaced)) refused.insert(row.record);
  }
  for (const Record& record : records_) {
    const Truth::View truth = truth_.view(record.id, rest.accepted);
    const bool own_refused = refused.contains(record.id);
    const auto shown = phone.client->get(record.id);
    // Its creation can be lost by an old phone and an old server together; what edits it then waits at the server.
    const bool created = truth.groups.contains(forms::kOfChild);
    if (truth.groups.empty()) {
      if (shown.ok() && shown->refused.empty() && !own_refused)
        complain(phone.name() + " shows a record that nobody's accepted change made");
    } else if (!created) {
      if (shown.ok() && shown->refused.empty() && !own_refused)
        complain(phone.name() + " shows a record of which there are only edits");
    } else if ((phone.office || is_paired(phone.person, record.child, rest.accepted))) {
      // Promise 7, as far as entering goes.
      check_view(phone, record, truth, own_refused);
    } else if (shown.ok() && shown->refused.empty() && !may_hold(phone, record)) {
      complain("promise 10: " + phone.name() + " holds a record out of its scope");
    }
    if (!complaint_.empty()) return;
  }
}

// Promises 4, 5 and 9: this device shows what the accepted changes add up to.
void Town::check_view(Phone& phone, const Record& record, const Truth::View& truth, bool own_refused) {
  const std::string of =
      phone.name() + ", record " + record.id.uuid().substr(0, 8) + ", kind " + std::to_string(record.kind) + ": ";
  const auto shown = phone.client->get(record.id);
  if (!shown.ok()) return complain("promise 4 or 9: " + of + "is not there");
  if (shown->deleted != truth.hidden)
    return complain("promise 4: " + of + (truth.hidden ? "is not deleted" : "is deleted"));
  std::vector<std::uint32_t> clashing;
  std::set<ChangeId> all;
  for (const auto& [group, content] : truth.groups) {
    if (content.clash) clashing.push_back(group);
    if (group == Truth::kDeletion) continue;
    for (const auto& [id, value] : content.heads) all.insert(id);
    const auto value = shown->fields.find(group);
    const Truth::Value there = value == shown->fields.end() ? Truth::Value() : Truth::Value(value->second);
    if (there != content.shown)
      return complain("promise 4 or 5: " + of + "group " + std::to_string(group) + " shows another value");
  }
  if (shown->clashing != clashing) {
    return complain("promise 5: " + of + "clashes in groups" + words(shown->clashing) + ", should be in" +
                    words(clashing));
  }
  if (own_refused) return;  // a form on it shows what its author is to write anew
  const auto form = form_of(phone, record.id);
  if (!form) return complain(of + "no form opens");
  if (form->screen.known != all)
    complain("promise 4 or 5: " + of + "heads are" + words(form->screen.known) + ", should be" + words(all));
}

}  // namespace xinqiao::simulation
