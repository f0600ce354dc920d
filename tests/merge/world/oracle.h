#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace xinqiao::testing {

// What must be true of a world of phones and one server, told without any code of the product: heads are the
// accepted changes minus those that accepted changes name, and what a change names is what stood on its author's
// screen when the form was opened, as this class works it out, never what the phone sent.
class Oracle {
 public:
  using ChangeId = std::uint64_t;
  static constexpr int kServer = -1;   // among phones: who knows all that has arrived
  static constexpr int kCleared = -1;  // a value like any other
  static constexpr int kDeletion = 0;  // the group of a record's deletion

  struct Group {
    std::map<ChangeId, int> heads;
    int shown = kCleared;
    bool clash = false;
  };
  struct View {
    std::map<int, Group> groups;
    bool hidden = false;
  };
  struct Write {  // one record of one save
    ChangeId id = 0;
    int record = 0;
    std::uint64_t written = 0;
    View screen;  // what stood in the form when it was opened
    std::map<int, int> values;
    bool resolves = false;  // the person was shown every side
    bool bad = false;       // the server cannot take it
  };
  struct Verdict {
    bool accepted = false;
    std::uint64_t effective = 0;
  };

  explicit Oracle(int danger) : danger_(danger) {}

  // What happens, as it happens. Times are the true ones; `seq` is the server's organisation seq.
  void clock_jumped(int phone) { trusted_[phone] = false; }
  void answered_promptly(int phone) { trusted_[phone] = true; }
  void saved(int phone, std::int64_t now_ms, const std::vector<Write>& together);
  void arrived(const std::map<ChangeId, Verdict>& together, std::uint64_t seq, std::int64_t now_ms);
  void receipt_read(ChangeId id) { facts_.at(id).receipt_read = true; }
  void delta_read(int phone, int record, int group, std::uint64_t seq) { deltas_[{phone, record, group}] = seq; }
  void pull_completed(int phone, std::uint64_t seq) { complete_[phone] = seq; }

  View view(int phone, int record) const;
  // Of what no view shows: torn transactions, clocks that drag or win. Empty: all is well.
  const std::string& complaint() const { return complaint_; }

 private:
  struct Touch {
    int value = kCleared;
    std::set<ChangeId> named, covers;
  };
  struct Fact {
    int phone = 0;
    Write write;
    std::map<int, Touch> touches;
    std::int64_t saved_ms = 0;
    bool trusted = true;                   // its author's clock was right
    std::uint64_t seq = 0, effective = 0;  // 0: has not arrived
    bool refused = false;
    bool receipt_read = false;
  };
  void check_stamp(const Fact& fact, std::int64_t now_ms);
  Group group_of(int phone, int record, int group) const;

  int danger_;
  std::map<ChangeId, Fact> facts_;
  std::map<int, bool> trusted_;
  std::map<int, std::uint64_t> complete_;
  std::map<std::tuple<int, int, int>, std::uint64_t> deltas_;  // phone, record, group
  std::set<std::pair<int, int>> spoiled_;                      // phone, record: has a refused change
  std::string complaint_;
};

}  // namespace xinqiao::testing
