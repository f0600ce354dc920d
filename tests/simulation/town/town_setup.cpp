#include "simulation/town/town.h"
#include "simulation/world/forms.h"

namespace xinqiao::simulation {
namespace {

constexpr std::uint64_t kSetUpSeed = 20'000'000'000'000'000;  // beyond those of steps
constexpr std::size_t kSmallPageBytes = 150;                  // about one record

}  // namespace

Town::Town(const Script& script, const TownOptions& options) : script_(script), options_(options), server_(time_) {}

Phone& Town::add_phone(int person, bool office) {
  const int number = phones_made_++;
  phones_.push_back(std::make_unique<Phone>(time_, number, person, office,
                                            options_.lock_folders + "/phone-" + std::to_string(number)));
  phones_.back()->machine.synchronous = options_.phone_synchronous;
  return *phones_.back();
}

void Town::enroll(Phone& phone, const std::string& code) {
  phone.random.begin(kSetUpSeed + 1 + static_cast<std::uint64_t>(phone.number));
  if (const Status opened = phone.open(); !opened.ok()) return complain("a new phone: " + opened.error().message);
  Wire wire(wire_world(), 0);
  const auto identity = phone.client->enroll(code, "手机", wire);
  if (!identity.ok()) return complain("not enrolled: " + identity.error().message);
  phone.person_id = identity->person;
}

// Without a fault: what comes later stands on it.
void Town::set_up() {
  server_.machine.synchronous = options_.server_synchronous;
  server_.random.begin(kSetUpSeed);
  if (script_.knobs.small_pages > 0)
    server_.page_bytes_max = kSmallPageBytes * static_cast<std::size_t>(script_.knobs.small_pages);
  const auto first = server_.create();
  if (!first.ok()) return complain("no server: " + first.error().message);
  if (const Status opened = server_.open(); !opened.ok()) return complain("no service: " + opened.error().message);
  const int people = script_.offices + script_.helpers;
  for (int person = 0; person < people && complaint_.empty(); ++person) {
    const bool office = person < script_.offices;
    const auto code =
        person == 0 ? first : server_.invite(office ? "office" : "helper", "老师" + std::to_string(person));
    if (!code.ok()) return complain("no code: " + code.error().message);
    Phone& phone = add_phone(person, office);
    enroll(phone, *code);
    people_.push_back(phone.person_id);
  }
  create_children();
  for (int round = 0; round < 2; ++round) {
    for (const auto& phone : phones_) {
      Draw draw(kSetUpSeed);
      if (complaint_.empty()) sync(*phone, draw);
    }
  }
  server_backup_ = server_.machine.files().copy();
  knobs_ = script_.knobs;
  trace_ = "knobs " + to_string(knobs_) + "\n";
}

void Town::create_children() {
  Phone& office = *phones_.front();
  Draw draw(kSetUpSeed);
  for (int i = 0; i < script_.children && complaint_.empty(); ++i) {
    Edit edit;
    edit.create = true;
    edit.draft.kind = forms::kChild;
    edit.draft.id = Id::random(time_.now_ms, office.random);
    write_bytes(edit.set[forms::kChildName], forms::kChildName, "孩子" + std::to_string(i));
    Attempt attempt = begin_attempt(office, {edit.draft, {}});
    records_.push_back({edit.draft.id, forms::kChild, edit.draft.id, -1});
    save_edits(office, {edit}, {attempt});
  }
  for (const auto& phone : phones_) {
    if (!phone->office && complaint_.empty()) pair_with(office, phone->person, draw);
  }
}

std::uint64_t Town::calls() const {
  std::uint64_t sum = server_.machine.calls();
  for (const auto& phone : phones_) sum += phone->machine.calls();
  return sum;
}

}  // namespace xinqiao::simulation
