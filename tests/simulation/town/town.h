#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "simulation/oracle/truth.h"
#include "simulation/script/script.h"
#include "simulation/world/phone.h"
#include "simulation/world/wire.h"

namespace xinqiao::simulation {

struct TownOptions {
  std::string lock_folders;                 // a real folder: of each phone only its lock file lies there
  const char* phone_synchronous = nullptr;  // planted
  const char* server_synchronous = nullptr;
  bool server_commits_late = false;  // planted: what it has answered is not on its disk yet when it is killed
};

// A township under one script: its server, its phones and what people do with them, and what the oracle knows of it.
// Deterministic: the same script, the same trace. Thread rule: one thread.
class Town {
 public:
  Town(const Script& script, const TownOptions& options);

  // Everybody enrolled, children there, helpers paired; all have synced.
  void set_up();
  void step(const Step& step);
  // Faults stop and everybody syncs until nobody has anything to say; then everything is looked at.
  void come_to_rest();

  // Empty: all is well. The first one stays.
  const std::string& complaint() const { return complaint_; }
  const std::string& trace() const { return trace_; }
  std::int64_t simulated_ms() const { return time_.now_ms - began_ms_; }
  std::uint64_t calls() const;
  const Tally& tally() const { return tally_; }

 private:
  struct Record {
    Id id;
    std::uint32_t kind = 0;
    Id child;
    int helper = -1;  // of a pairing
    int author = -1;  // a person; of what an office made at the beginning nobody asks
  };
  using Draw = testing::SeededRandom;

  // town_setup.cpp
  Phone& add_phone(int person, bool office);
  void enroll(Phone& phone, const std::string& code);
  void create_children();

  // town_acts.cpp: what people do
  Phone& who_does(const Step& step);
  void act(const Step& step, Phone& phone, Draw& draw);
  void create(Phone& phone, Draw& draw);
  void save_one(Phone& phone, Draw& draw);
  void save_two(Phone& phone, Draw& draw);
  void save_deletion(Phone& phone, Draw& draw);
  void sync(Phone& phone, Draw& draw);

  // town_office.cpp
  void pair_with(Phone& office, int person, Draw& draw);
  void pair(Phone& phone, Draw& draw);
  void unpair(Phone& phone, Draw& draw);
  void resolve(Phone& phone, Draw& draw);
  void decide(Phone& phone, Draw& draw);
  void answer_return(const std::set<ChangeId>& returned, Draw& draw);
  bool let_go(Phone& phone, Draw& draw);
  void finish_verdict(Phone& phone, bool done, Attempt attempt);

  // town_forms.cpp: forms and what they save
  std::optional<Form> form_of(Phone& phone, const Id& record);
  std::optional<Form> any_form(Phone& phone, Draw& draw);
  bool may_edit(const Phone& phone, const Id& record) const;
  bool may_delete(const Phone& phone, const Id& record) const;
  std::optional<Form> take_form(Phone& phone, Draw& draw);
  Edit fill(const Form& form, Draw& draw, Attempt& attempt);
  Attempt begin_attempt(Phone& phone, const Form& form, bool deletes = false);
  void begin_mending(Phone& phone, const Form& form, bool deletes, Attempt& attempt);
  bool begins_again(Phone& phone, Attempt& attempt);
  void complete(Phone& phone, Attempt& attempt);
  void save_edits(Phone& phone, std::vector<Edit> edits, const std::vector<Attempt>& attempts);
  void finish_save(Phone& phone, const Result<Client::Saved>& saved, std::vector<Attempt> attempts);

  // town_saved.cpp: what has been saved
  std::set<ChangeId> refused_of(const Id& record);
  static void look_at_own(Phone& phone, const Id& record, Screen& screen);
  void learn(Phone& phone, Attempt attempt, ChangeId id);
  std::string told_of(const Truth::Save& save) const;
  void learn_all(Phone& phone, std::vector<Attempt> attempts);
  void check_own_log(Phone& phone);
  void adopt(Phone& phone, const std::vector<OwnRow>& fresh);
  bool wrote(Phone& phone, const Attempt& attempt);
  void check_acknowledged();

  // town_faults.cpp
  void with_faults(Phone& phone, Draw& draw, const std::function<void()>& action);
  void count(const Machine::Faults& fired, const Machine::Faults& armed);
  void reopen(Phone& phone);
  void wait(Draw& draw);
  void phone_clock_jumps(Phone& phone, Draw& draw);
  void server_clock_jumps(Draw& draw);
  void clone(Phone& phone, Draw& draw);
  void put_back(Phone& phone, Draw& draw);
  void lose(Phone& phone);
  void put_back_server(Draw& draw);
  void restart_server(Draw& draw);

  // town_check_views.cpp: also meanwhile
  void check_clashes(Phone& phone);

  // town_rest.cpp
  bool is_quiet();
  void add_newcomer();

  // town_check.cpp: after everybody has come to rest
  struct Rest;
  void check_rest();
  void check_arrived(const Rest& rest);
  void check_verdicts(const Rest& rest);
  void check_told(const Phone& phone, const Rest& rest);
  void check_decided(const Rest& rest);
  void check_stamp(const Truth::Fact& fact, std::uint64_t effective);
  bool was_paired(const Truth::Save& save, std::uint64_t seq, const Rest& rest) const;
  bool is_paired(int person, const Id& child, const Truth::Accepted& accepted) const;
  void check_attention(Phone& phone, const Rest& rest);
  void check_views(Phone& phone, const Rest& rest);
  void count_rest(const Rest& rest);
  void check_view(Phone& phone, const Record& record, const Truth::View& truth, bool own_refused);
  bool may_hold(const Phone& phone, const Record& record) const;

  Wire::World wire_world() {
    return {knobs_, time_, server_, late_, complaint_, server_died_, options_.server_commits_late, tally_};
  }
  void complain(const std::string& what) {
    if (complaint_.empty()) complaint_ = what;
  }
  void note(const std::string& words) { line_ += words; }

  const Script script_;
  const TownOptions options_;
  Knobs knobs_;  // in force
  WorldTime time_;
  std::int64_t began_ms_ = time_.now_ms;
  Server server_;
  std::vector<std::unique_ptr<Phone>> phones_;
  int phones_made_ = 0;  // some are lost
  std::vector<LateRequest> late_;
  std::vector<Record> records_;
  std::vector<Id> people_;
  Truth truth_;
  std::map<ChangeId, std::set<ChangeId>> decisions_;  // by their own change: what each is about
  std::set<std::pair<int, Id>> ever_paired_;          // person and child
  std::optional<MemoryDisk> server_backup_;
  int together_ = 0;
  bool server_died_ = false;         // since acknowledgements were last compared
  bool server_went_back_ = false;    // to a backup
  bool phones_were_copied_ = false;  // cloned or put back
  bool somebody_was_unpaired_ = false;
  bool something_was_decided_ = false;
  bool server_clock_was_right_ = true;
  Tally tally_;
  std::string complaint_;
  std::string trace_;
  std::string line_;
};

// Fields and values of its author's own changes of a record, as the history tells them.
std::multiset<std::pair<std::uint32_t, Bytes>> own_lines(Client& client, const Id& record);

}  // namespace xinqiao::simulation
