#include <algorithm>

#include "simulation/town/town.h"
#include "simulation/world/forms.h"

namespace xinqiao::simulation {
namespace {

constexpr std::size_t kBigText = 6000;
constexpr int kTries = 4;

// What this phone did not write itself: no form of its shows that.
bool is_of_others(const Attention& item) {
  return item.for_office || item.state == "lost" || item.state.starts_with("elsewhere");
}

bool by_fault(const Error& error) { return error.code == ErrorCode::kIo || error.code == ErrorCode::kDiskFull; }

}  // namespace

std::multiset<std::pair<std::uint32_t, Bytes>> own_lines(Client& client, const Id& record) {
  std::multiset<std::pair<std::uint32_t, Bytes>> lines;
  const auto history = client.history(record);
  if (!history.ok()) return lines;
  for (const HistoryLine& line : *history) {
    if (line.own) lines.emplace(line.field, line.value);
  }
  return lines;
}

std::optional<Form> Town::form_of(Phone& phone, const Id& record) {
  const auto draft = phone.client->open_draft(record);
  if (!draft.ok()) return std::nullopt;
  Form form{*draft, {}};
  form.screen.shown = draft->shown;
  form.screen.known.insert(draft->heads.begin(), draft->heads.end());
  form.screen.deleted = draft->deleted;
  if (const auto seen = draft->seen.find(Truth::kDeletion); seen != draft->seen.end())
    form.screen.deletions.insert(seen->second.begin(), seen->second.end());
  form.screen.server_went_back = server_went_back_;
  if (server_went_back_) {
    const auto status = phone.client->status();
    form.screen.asks_anew = status.ok() && !status->complete;
  }
  for (const auto& [group, ids] : draft->seen) form.screen.told[group].insert(ids.begin(), ids.end());
  return form;
}

// A visit is its author's and the offices' (docs/rights.md). Where anything may be refused they try all the same.
bool Town::may_edit(const Phone& phone, const Id& record) const {
  const auto& known = *std::ranges::find(records_, record, &Record::id);
  return phone.office || known.kind != forms::kVisit || known.author == phone.person || somebody_was_unpaired_;
}

// So is deleting one's own; of a visit only within a day, and what day it is these phones do not know.
bool Town::may_delete(const Phone& phone, const Id& record) const {
  const auto& known = *std::ranges::find(records_, record, &Record::id);
  if (phone.office) return true;
  if (known.kind == forms::kChild) return false;
  return somebody_was_unpaired_ || (known.kind == forms::kCheckIn && known.author == phone.person);
}

// Of what people edit; a few tries, because a phone does not hold everything.
std::optional<Form> Town::any_form(Phone& phone, Draw& draw) {
  for (int i = 0; i < kTries; ++i) {
    const Record& record = records_[draw.below(records_.size())];
    if (forms::edited(record.kind) == nullptr || !may_edit(phone, record.id)) continue;
    if (auto form = form_of(phone, record.id); form && !form->screen.known.empty()) return form;
  }
  return std::nullopt;
}

// The form that lies open, whatever has come in since; or one opened now.
std::optional<Form> Town::take_form(Phone& phone, Draw& draw) {
  const bool open_one = draw.below(2) == 0;
  if (phone.desk && open_one) return std::exchange(phone.desk, std::nullopt);
  return any_form(phone, draw);
}

Edit Town::fill(const Form& form, Draw& draw, Attempt& attempt) {
  const forms::Groups& groups = *forms::edited(form.draft.kind);
  Edit edit;
  edit.draft = form.draft;
  const std::uint64_t touched = 1 + draw.below(7);
  for (std::size_t i = 0; i < groups.numbers.size(); ++i) {
    const std::uint32_t number = groups.numbers.at(i);
    const std::uint64_t value = draw.below(4);
    const bool big = draw.below(100) < static_cast<std::uint64_t>(knobs_.big_texts);
    const bool grave = groups.first_is_grave && i == 0;
    if ((touched >> i & 1) == 0) continue;
    const bool clears = value == 0 && form.draft.shown.contains(number) && !(groups.first_is_required && i == 0);
    if (clears) {
      edit.cleared.push_back(number);
      attempt.save.values[number] = std::nullopt;
      continue;
    }
    Bytes& bytes = edit.set[number];
    if (grave) {
      write_varint(bytes, number, std::max<std::uint64_t>(value, 1));
    } else {
      write_bytes(bytes, number, Bytes(big ? kBigText : 3, static_cast<char>('a' + value)));
    }
    attempt.save.values[number] = bytes;
  }
  return edit;
}

Attempt Town::begin_attempt(Phone& phone, const Form& form, bool deletes) {
  Attempt attempt;
  attempt.save.record = form.draft.id;
  attempt.save.kind = form.draft.kind;
  attempt.save.phone = phone.number;
  attempt.save.person = phone.person;
  attempt.save.saved_ms = time_.now_ms;
  attempt.save.clock_was_right = phone.clock_is_right;
  attempt.save.together = together_;
  attempt.save.screen = form.screen;
  look_at_own(phone, form.draft.id, attempt.save.screen);
  // Whoever edits what is shown as deleted brings it back.
  if (form.draft.deleted) attempt.save.values[Truth::kDeletion] = std::nullopt;
  phone.machine.faults_wait = true;  // the world's own curiosity
  begin_mending(phone, form, deletes, attempt);
  phone.machine.faults_wait = false;
  return attempt;
}

void Town::begin_mending(Phone& phone, const Form& form, bool deletes, Attempt& attempt) {
  const auto attention = phone.client->attention(1000);
  if (!attention.ok()) return;
  for (const Attention& item : *attention) {
    // What awaits its record stands in every form like what is not sent yet.
    if (is_of_others(item) || item.record != form.draft.id || item.state == "awaiting") continue;
    for (const auto* part : {&item.changes, &item.behind}) {
      for (const WrittenChange& change : *part) attempt.save.mends.insert(change.id);
    }
  }
  // A form that is opened now shows what was refused only where a save writes all of it anew.
  const auto now = form_of(phone, form.draft.id);
  attempt.mending = now && std::ranges::any_of(attempt.save.mends, [&](ChangeId id) {
                      return now->screen.known.contains(id) || now->screen.deletions.contains(id);
                    });
  if (!attempt.mending) attempt.save.mends.clear();
  if (!attempt.mending && !deletes) attempt.mending = begins_again(phone, attempt);
  if (attempt.mending) attempt.lines_before = own_lines(*phone.client, form.draft.id);
}

// What was created and deleted before anything of it was sent is written anew by whoever brings it back.
bool Town::begins_again(Phone& phone, Attempt& attempt) {
  bool created = false;
  bool deleted = false;
  bool sent = false;
  for (const auto& row : read_own_log(phone.machine, phone.folder).value_or(std::vector<OwnRow>())) {
    const auto fact = truth_.facts().find(row.id);
    if (row.record != attempt.save.record || row.state != kWaiting || fact == truth_.facts().end()) continue;
    const Truth::Values& values = fact->second.save.values;
    const bool creates = values.contains(forms::kOfChild);
    const auto deletion = values.find(Truth::kDeletion);
    const bool deletes = deletion != values.end() && deletion->second;
    created = created || creates;
    deleted = deletes || (deleted && !creates);
    attempt.save.mends.insert(row.id);
    sent = sent || row.sent;
  }
  attempt.unsure = sent && phone.file_is_ahead;
  const bool here_alone = !sent || attempt.unsure;
  if (here_alone && created && deleted && !holds_merged(phone.machine, phone.folder, attempt.save.record)) return true;
  attempt.save.mends.clear();
  return false;
}

// What a change wrote that is more than was asked: defaults of a new record, all of what was refused before.
void Town::complete(Phone& phone, Attempt& attempt) {
  auto lines = attempt.mending ? own_lines(*phone.client, attempt.save.record) : decltype(attempt.lines_before)();
  for (const auto& line : attempt.lines_before) {
    if (const auto same = lines.find(line); same != lines.end()) lines.erase(same);
  }
  if (attempt.unsure && lines.size() <= attempt.save.values.size()) {
    attempt.mending = false;
    attempt.save.mends.clear();
  }
  if (attempt.mending) {
    attempt.save.values.clear();
    for (const auto& [field, value] : lines)
      attempt.save.values[field] =
          value.empty() ? Truth::Value() : Truth::Value(field == Truth::kDeletion ? forms::kDeleted : value);
    return;
  }
  if (!attempt.save.screen.known.empty()) return;
  const auto shown = phone.client->get(attempt.save.record);
  if (!shown.ok()) return complain("what was just saved is not there: " + shown.error().message);
  for (const auto& [number, value] : shown->fields) attempt.save.values[number] = value;
}

void Town::save_edits(Phone& phone, std::vector<Edit> edits, const std::vector<Attempt>& attempts) {
  finish_save(phone, phone.client->save(std::move(edits)), attempts);
}

void Town::finish_save(Phone& phone, const Result<Client::Saved>& saved, std::vector<Attempt> attempts) {
  ++together_;
  phone.machine.faults_wait = true;  // what is asked from here on is the world's own curiosity
  if (!saved.ok()) {
    note(" (" + std::string(name(saved.error().code)) + ")");
    add(tally_, std::string("save refused: ") + (phone.machine.dead() ? "killed" : name(saved.error().code)));
    const bool excused = by_fault(saved.error()) || phone.machine.dead() || saved.error().code == ErrorCode::kRefused ||
                         saved.error().code == ErrorCode::kInvalid;
    if (!excused) complain("a save fails: " + saved.error().message);
    if (by_fault(saved.error()) || phone.machine.dead())
      phone.attempts.insert(phone.attempts.end(), attempts.begin(), attempts.end());
    return;
  }
  if (saved->written == 0) return;
  phone.file_is_ahead = false;
  phone.attempts.clear();  // what failed before was undone, and what is written now stands in its place
  if (saved->written != attempts.size()) return complain("not all was written that was asked for");
  if (!phone.machine.dead()) return learn_all(phone, std::move(attempts));
  for (Attempt& attempt : attempts) attempt.certain = true;
  phone.attempts.insert(phone.attempts.end(), attempts.begin(), attempts.end());
}

}  // namespace xinqiao::simulation
