#include "merge/world/world.h"

#include "merge/world/compare.h"

namespace xinqiao::testing {
namespace {

constexpr std::int64_t kQuickMs = 40;
constexpr std::int64_t kTardyMs = 40 * 1000;  // still soon enough to learn from, half of it wrong
constexpr std::int64_t kSlowMs = 100 * 1000;

std::map<int, int> values_of(const Step& step, const Form& form) {
  std::map<int, int> values;
  const std::array<int, 3> groups = {kDanger, kPlain[0], kPlain[1]};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if ((step.groups >> i & 1) == 0) continue;
    const int drawn = step.value >> (2 * i) & 3;
    const bool clears = drawn == 0 && groups[i] != kDanger;
    if (clears && !form.draft.shown.contains(static_cast<std::uint32_t>(groups[i]))) continue;
    values[groups[i]] = clears ? Oracle::kCleared : std::max(drawn, 1);
  }
  // Whoever edits what is shown as deleted brings it back.
  if (!values.empty() && form.draft.deleted) values[Oracle::kDeletion] = Oracle::kCleared;
  return values;
}

}  // namespace

MergeWorld::MergeWorld(Bug bug) : bug_(bug), oracle_(kDanger), server_(bug, oracle_) {
  for (int i = 0; i < kWorldPhones; ++i)
    phones_.at(static_cast<std::size_t>(i)) = std::make_unique<PhoneModel>(i, bug, oracle_);
}

std::optional<std::string> MergeWorld::run(const Schedule& schedule) {
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    now_ms_ += 10;
    act(schedule[i]);
    if (auto wrong = check(schedule[i].phone)) return "after step " + std::to_string(i + 1) + ": " + *wrong;
  }
  return std::nullopt;
}

std::optional<std::string> MergeWorld::drain() {
  for (int round = 0; round < 2; ++round) {
    for (int phone = 0; phone < kWorldPhones; ++phone) {
      for (int page = 0; page < 100; ++page) {
        sync({Act::kSync, phone});
        const Cursor& cursor = phones_.at(static_cast<std::size_t>(phone))->cursor();
        if (cursor.complete == server_.last_seq()) break;
      }
    }
  }
  for (int phone = 0; phone < kWorldPhones; ++phone) {
    if (auto wrong = check(phone)) return "at the end: " + *wrong;
  }
  return std::nullopt;
}

void MergeWorld::act(const Step& step) {
  auto& desk = desks_.at(static_cast<std::size_t>(step.phone));
  auto& phone = *phones_.at(static_cast<std::size_t>(step.phone));
  switch (step.act) {
    case Act::kOpen:
      desk.forms.at(static_cast<std::size_t>(step.record)) = phone.open(step.record);
      return;
    case Act::kSave:
    case Act::kSaveTwo:
    case Act::kResolve:
      return save(step);
    case Act::kDelete:
      return save_deletion(step, 1);
    case Act::kBringBack:
      return save_deletion(step, Oracle::kCleared);
    case Act::kSync:
      return sync(step);
    case Act::kArriveAgain:
      if (desk.last_request) server_.handle(step.phone, *desk.last_request, now_ms_);
      return;
    case Act::kJump:
      return phone.jump(step.ms);
    case Act::kWait:
      now_ms_ += step.ms;
      return;
  }
}

// The form that lies open, whatever has come in since; or one opened now.
Form MergeWorld::take_form(int phone, int record) {
  auto& open = desks_.at(static_cast<std::size_t>(phone)).forms.at(static_cast<std::size_t>(record));
  Form form = open ? std::move(*open) : phones_.at(static_cast<std::size_t>(phone))->open(record);
  open.reset();
  return form;
}

void MergeWorld::save(const Step& step) {
  std::vector<Filled> together;
  for (int i = 0; i < (step.act == Act::kSaveTwo ? kWorldRecords : 1); ++i) {
    Filled filled{take_form(step.phone, (step.record + i) % kWorldRecords), {}, step.act == Act::kResolve, false};
    filled.values = values_of(step, filled.form);
    filled.bad = step.bad && i == 0;
    if (!filled.values.empty()) together.push_back(std::move(filled));
  }
  if (!together.empty()) phones_.at(static_cast<std::size_t>(step.phone))->save(std::move(together), now_ms_);
}

// Nobody deletes what is not there or is deleted already, or brings back what stands.
void MergeWorld::save_deletion(const Step& step, int value) {
  Form form = take_form(step.phone, step.record);
  if (form.creates || form.draft.deleted == (value != Oracle::kCleared)) return;
  phones_.at(static_cast<std::size_t>(step.phone))->save({{std::move(form), {{Oracle::kDeletion, value}}}}, now_ms_);
}

void MergeWorld::sync(const Step& step) {
  auto& phone = *phones_.at(static_cast<std::size_t>(step.phone));
  const std::int64_t began_ms = now_ms_;
  Request request = phone.request(static_cast<std::size_t>(1 + step.value % 3));
  now_ms_ += step.fault == Fault::kSlowRequest ? kSlowMs : kQuickMs;
  if (step.fault == Fault::kRequestLost) return;
  const Response response = server_.handle(step.phone, request, now_ms_);
  desks_.at(static_cast<std::size_t>(step.phone)).last_request = std::move(request);
  if (step.fault == Fault::kAnswerLost) return;
  now_ms_ += step.fault == Fault::kSlowAnswer ? kSlowMs : step.fault == Fault::kTardyAnswer ? kTardyMs : kQuickMs;
  phone.take(response, now_ms_ - began_ms, now_ms_);
}

std::optional<std::string> MergeWorld::check(int phone) const {
  for (int record = 0; record < kWorldRecords; ++record) {
    const auto state = server_.records().find(world_record(record));
    const RecordState nothing;
    const auto at_server = difference(state == server_.records().end() ? nothing : state->second,
                                      oracle_.view(Oracle::kServer, record), bug_);
    if (!at_server.empty()) return "the server's record " + std::to_string(record) + ": " + at_server;
    const auto at_phone =
        difference(phones_.at(static_cast<std::size_t>(phone))->view(record), oracle_.view(phone, record), bug_);
    if (!at_phone.empty())
      return "P" + std::to_string(phone + 1) + "'s record " + std::to_string(record) + ": " + at_phone;
  }
  return oracle_.complaint().empty() ? std::nullopt : std::optional(oracle_.complaint());
}

}  // namespace xinqiao::testing
