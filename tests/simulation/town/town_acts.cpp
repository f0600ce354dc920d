#include <algorithm>

#include "simulation/town/town.h"
#include "simulation/world/forms.h"

namespace xinqiao::simulation {
namespace {

constexpr std::int64_t kGiveUpMs = 30'000;
constexpr std::int64_t kBetweenStepsMs = 1000;
constexpr std::size_t kRecordsMax = 40;

}  // namespace

void Town::step(const Step& step) {
  if (!complaint_.empty()) return;
  time_.now_ms += kBetweenStepsMs;
  Draw draw(step.draw);
  Phone& phone = who_does(step);
  phone.random.begin(draw.next());
  server_.random.begin(draw.next());
  line_ = "  " + phone.name() + " " + name_of(step.act);
  add(tally_, std::string("step: ") + name_of(step.act));
  act(step, phone, draw);
  trace_ += line_ + "  [" + std::to_string(calls()) + "]\n";
}

// What only offices do an office does.
Phone& Town::who_does(const Step& step) {
  const bool for_office = step.act == Act::kPair || step.act == Act::kUnpair || step.act == Act::kDecide;
  std::vector<Phone*> able;
  for (const auto& phone : phones_) {
    if (phone->office || !for_office) able.push_back(phone.get());
  }
  return *able[step.who % able.size()];
}

void Town::act(const Step& step, Phone& phone, Draw& draw) {
  const auto faulty = [&](auto method) { with_faults(phone, draw, [&] { (this->*method)(phone, draw); }); };
  switch (step.act) {
    case Act::kOpen:
      phone.desk = any_form(phone, draw);
      return;
    case Act::kSave:
      return faulty(&Town::save_one);
    case Act::kCreate:
      return faulty(&Town::create);
    case Act::kSaveTwo:
      return faulty(&Town::save_two);
    case Act::kDelete:
      return faulty(&Town::save_deletion);
    case Act::kSync:
      return faulty(&Town::sync);
    case Act::kPair:
      return faulty(&Town::pair);
    case Act::kUnpair:
      return faulty(&Town::unpair);
    case Act::kDecide:
      return faulty(&Town::decide);
    case Act::kResolve:
      return faulty(&Town::resolve);
    case Act::kReopen:
      return reopen(phone);
    case Act::kRestartServer:
      return restart_server(draw);
    case Act::kWait:
      return wait(draw);
    case Act::kPhoneClockJumps:
      return phone_clock_jumps(phone, draw);
    case Act::kServerClockJumps:
      return server_clock_jumps(draw);
    case Act::kClonePhone:
      return clone(phone, draw);
    case Act::kPutBackPhone:
      return put_back(phone, draw);
    case Act::kLosePhone:
      return lose(phone);
    case Act::kPutBackServer:
      return put_back_server(draw);
  }
}

void Town::create(Phone& phone, Draw& draw) {
  const bool visit = draw.below(2) == 0;
  const Record& child = records_[draw.below(static_cast<std::uint64_t>(script_.children))];
  if (records_.size() >= kRecordsMax || !phone.client->get(child.id).ok()) return;
  Form form;
  form.draft.kind = visit ? forms::kVisit : forms::kCheckIn;
  form.draft.id = Id::random(time_.now_ms, phone.random);
  Attempt attempt = begin_attempt(phone, form);
  Edit edit = fill(form, draw, attempt);
  edit.create = true;
  write_bytes(edit.set[forms::kOfChild], forms::kOfChild, child.id.bytes());
  if (visit) write_varint(edit.set[forms::kVisitKind], forms::kVisitKind, 2);
  if (!visit && !edit.set.contains(forms::kResult)) write_varint(edit.set[forms::kResult], forms::kResult, 1);
  records_.push_back({form.draft.id, form.draft.kind, child.id, -1, phone.person});
  save_edits(phone, {edit}, {attempt});
}

void Town::save_one(Phone& phone, Draw& draw) {
  if (let_go(phone, draw)) return;
  const auto form = take_form(phone, draw);
  if (!form) return;
  Attempt attempt = begin_attempt(phone, *form);
  Edit edit = fill(*form, draw, attempt);
  save_edits(phone, {edit}, {attempt});
}

void Town::save_two(Phone& phone, Draw& draw) {
  const auto one = take_form(phone, draw);
  const auto two = any_form(phone, draw);
  if (!one || !two || one->draft.id == two->draft.id) return;
  std::vector<Edit> edits;
  std::vector<Attempt> attempts;
  for (const auto* form : {&*one, &*two}) {
    attempts.push_back(begin_attempt(phone, *form));
    edits.push_back(fill(*form, draw, attempts.back()));
  }
  save_edits(phone, std::move(edits), attempts);
}

void Town::save_deletion(Phone& phone, Draw& draw) {
  if (let_go(phone, draw)) return;
  const auto form = take_form(phone, draw);
  if (!form || !may_delete(phone, form->draft.id)) return;
  Attempt attempt = begin_attempt(phone, *form, !form->draft.deleted);
  Edit edit;
  edit.draft = form->draft;
  edit.deletes = !form->draft.deleted;
  if (!edit.deletes) edit.cleared = {Truth::kDeletion};
  attempt.save.values[Truth::kDeletion] = edit.deletes ? Truth::Value(forms::kDeleted) : std::nullopt;
  save_edits(phone, {edit}, {attempt});
}

void Town::sync(Phone& phone, Draw& draw) {
  Wire wire(wire_world(), draw.next());
  const auto wait = [this](std::int64_t ms) {
    time_.now_ms += ms;
    return true;
  };
  const auto report = phone.client->sync(wire, wait, kGiveUpMs, nullptr);
  note(" " + wire.seen);
  if (report.ok() && wire.prompt) phone.clock_is_right = true;
  phone.file_is_ahead =
      !report.ok() && (report.error().code == ErrorCode::kIo || report.error().code == ErrorCode::kDiskFull);
  if (!report.ok()) {
    const ErrorCode code = report.error().code;
    note(" (" + std::string(name(code)) + ")");
    add(tally_, std::string("sync given up: ") + (phone.machine.dead() ? "killed" : name(code)));
    const bool excused = phone.machine.dead() || code == ErrorCode::kNetwork || code == ErrorCode::kBusy ||
                         code == ErrorCode::kIo || code == ErrorCode::kDiskFull;
    if (!excused) complain("a sync fails: " + report.error().message);
  }
  if (server_died_) check_acknowledged();
  check_clashes(phone);
}

}  // namespace xinqiao::simulation
