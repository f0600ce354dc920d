#include <algorithm>

#include "simulation/town/town.h"
#include "simulation/world/forms.h"

namespace xinqiao::simulation {
namespace {

constexpr std::uint32_t kListed = 100;

}  // namespace

void Town::pair_with(Phone& office, int person, Draw& draw) {
  const Record child = records_[draw.below(static_cast<std::uint64_t>(script_.children))];
  const Id helper = people_[static_cast<std::size_t>(person)];
  Form form;
  form.draft.kind = forms::kPairing;
  form.draft.id = Id::random(time_.now_ms, office.random);
  Attempt attempt = begin_attempt(office, form);
  Edit edit;
  edit.draft = form.draft;
  edit.create = true;
  write_bytes(edit.set[forms::kOfChild], forms::kOfChild, child.id.bytes());
  write_bytes(edit.set[forms::kPairingHelper], forms::kPairingHelper, helper.bytes());
  write_varint(edit.set[forms::kPairingRole], forms::kPairingRole, 3);
  records_.push_back({form.draft.id, forms::kPairing, child.id, person});
  ever_paired_.emplace(person, child.id);
  save_edits(office, {edit}, {attempt});
}

void Town::pair(Phone& phone, Draw& draw) {
  const auto person = script_.offices + static_cast<int>(draw.below(static_cast<std::uint64_t>(script_.helpers)));
  if (phone.client->get(records_.front().id).ok()) pair_with(phone, person, draw);
}

void Town::unpair(Phone& phone, Draw& draw) {
  std::vector<Id> pairings;
  for (const Record& record : records_) {
    if (record.kind == forms::kPairing) pairings.push_back(record.id);
  }
  const auto form = form_of(phone, pairings[draw.below(pairings.size())]);
  if (!form || form->draft.deleted) return;
  somebody_was_unpaired_ = true;
  Attempt attempt = begin_attempt(phone, *form);
  Edit edit;
  edit.draft = form->draft;
  edit.deletes = true;
  attempt.save.values[Truth::kDeletion] = forms::kDeleted;
  save_edits(phone, {edit}, {attempt});
  if (draw.below(2) == 0 && !phone.machine.dead()) sync(phone, draw);
}

void Town::resolve(Phone& phone, Draw& draw) {
  const auto clashes = phone.client->clashes();
  const std::uint64_t which = draw.below(clashes.ok() && !clashes->empty() ? clashes->size() : 1);
  const bool keeps = draw.below(2) == 0;
  if (!clashes.ok() || clashes->empty()) return;
  const Clash& clash = (*clashes)[which];
  const auto form = form_of(phone, clash.record);
  if (!form || forms::edited(clash.kind) == nullptr || !may_edit(phone, clash.record)) return;
  if (clash.field == Truth::kDeletion && !may_delete(phone, clash.record)) return;
  Resolution resolution;
  resolution.how = keeps ? Resolution::How::kKeep : Resolution::How::kTake;
  resolution.index = draw.below(clash.values.size());
  Bytes chosen = clash.values[resolution.index].value;
  for (const ClashValue& value : clash.values) {
    resolution.looked_at.push_back(value.id);
    if (keeps && value.shown) chosen = value.value;
  }
  Attempt attempt = begin_attempt(phone, *form);
  if (attempt.mending) return;  // its own refused edits come first
  attempt.save.values = {{clash.field, chosen.empty() ? Truth::Value() : Truth::Value(chosen)}};
  if (clash.field == Truth::kDeletion && !chosen.empty()) attempt.save.values[clash.field] = forms::kDeleted;
  attempt.save.resolves = {clash.field};
  attempt.save.screen.told[clash.field] = {resolution.looked_at.begin(), resolution.looked_at.end()};
  finish_save(phone, phone.client->resolve(clash.id, resolution), {attempt});
}

void Town::decide(Phone& phone, Draw& draw) {
  if (draw.below(2) == 0) sync(phone, draw);
  const auto attention = phone.client->attention(kListed);
  const bool accepts = draw.below(3) != 0;
  if (!attention.ok()) return;
  std::vector<const Attention*> held;
  for (const Attention& item : *attention) {
    if (item.for_office && item.state != "copied") held.push_back(&item);
  }
  if (held.empty()) return;
  const Attention& item = *held[draw.below(held.size())];
  something_was_decided_ = true;
  const auto saved = phone.client->decide(item.id, accepts, accepts ? "" : "请补充情况");
  note(accepts ? " accept" : " return");
  if (saved.ok() && saved->written == 0) return;
  Attempt attempt;
  attempt.decides = true;
  for (const WrittenChange& change : item.changes) attempt.decided.insert(change.id);
  finish_verdict(phone, saved.ok(), attempt);
  const bool tells = draw.below(2) == 0 && !phone.machine.dead();
  if (tells) sync(phone, draw);
  if (tells && !accepts) answer_return(attempt.decided, draw);
}

// Its author hears of it, and may have done with it.
void Town::answer_return(const std::set<ChangeId>& returned, Draw& draw) {
  if (draw.below(2) == 0) return;
  const auto author = truth_.facts().find(returned.empty() ? 0 : *returned.begin());
  if (author == truth_.facts().end()) return;
  for (const auto& phone : phones_) {
    if (phone->person != author->second.save.person || phone->office || phone->machine.dead()) continue;
    phone->random.begin(draw.next());
    sync(*phone, draw);
    if (!phone->machine.dead()) let_go(*phone, draw);
    return;
  }
}

// Of what was sent back, instead of writing something. False: there is nothing, or it stays.
bool Town::let_go(Phone& phone, Draw& draw) {
  if (!something_was_decided_) return false;  // nothing is sent back by anybody else
  phone.machine.faults_wait = true;           // what there is to let go is the world's own curiosity
  const auto attention = phone.client->attention(kListed);
  phone.machine.faults_wait = false;
  if (!attention.ok()) return false;
  const auto item = std::ranges::find_if(
      *attention, [](const Attention& each) { return each.state == "returned" || each.state == "rejected"; });
  if (item == attention->end() || draw.below(2) == 0) return false;
  const auto done = phone.client->let_go(item->id);
  note(" lets go");
  add(tally_, "let go");
  Attempt attempt;
  attempt.lets_go = true;
  attempt.save.record = item->record;
  finish_verdict(phone, done.ok(), attempt);
  return true;
}

// Merged nowhere: only its author's file tells that it happened.
void Town::finish_verdict(Phone& phone, bool done, Attempt attempt) {
  attempt.save.together = ++together_;
  phone.attempts.push_back(std::move(attempt));
  if (done && !phone.machine.dead()) check_own_log(phone);
}

}  // namespace xinqiao::simulation
