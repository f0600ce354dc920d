#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "merge/world/phone_model.h"
#include "merge/world/schedule.h"
#include "merge/world/server_model.h"

namespace xinqiao::testing {

// Three phones and a server, with at most one broken rule. After each step everything that moved is compared with the
// oracle. The time is the world's own. Deterministic: the same schedule, the same world.
class MergeWorld {
 public:
  explicit MergeWorld(Bug bug = Bug::kNone);

  // Nothing, or what is wrong after the first step that shows it.
  std::optional<std::string> run(const Schedule& schedule);
  // Everybody syncs until nobody has anything to say; then all agree, or what does not.
  std::optional<std::string> drain();

  const ServerModel& server() const { return server_; }
  const Oracle& oracle() const { return oracle_; }
  const PhoneModel& phone(int number) const { return *phones_.at(static_cast<std::size_t>(number)); }

 private:
  struct Desk {  // what lies before the person at a phone
    std::array<std::optional<Form>, kWorldRecords> forms;
    std::optional<Request> last_request;
  };

  void act(const Step& step);
  void save(const Step& step);
  void save_deletion(const Step& step, int value);
  void sync(const Step& step);
  Form take_form(int phone, int record);
  std::optional<std::string> check(int phone) const;

  Bug bug_;
  Oracle oracle_;
  ServerModel server_;
  std::array<std::unique_ptr<PhoneModel>, kWorldPhones> phones_;
  std::array<Desk, kWorldPhones> desks_;
  std::int64_t now_ms_ = 1'776'000'000'000;
};

// A violation, with the shortest schedule found that still shows one.
struct Finding {
  std::string what;
  Schedule schedule;
};
std::optional<std::string> violation(const Schedule& schedule, Bug bug);
// Leaves out steps as long as something stays wrong.
Finding shrink(Schedule schedule, Bug bug);

}  // namespace xinqiao::testing
