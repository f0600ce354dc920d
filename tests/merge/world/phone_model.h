#pragma once

#include "client/view.h"
#include "merge/world/bug.h"
#include "merge/world/messages.h"
#include "xinqiao/v1/local.pb.h"

namespace xinqiao::testing {

// The records of the world are check-ins: one danger sign and two groups that are none.
constexpr std::uint32_t kWorldKind = 4;
constexpr int kDanger = 5;
constexpr int kPlain[] = {4, 6};
Id world_record(int record);

// A form on a screen. The draft is what the phone remembers of it; `screen` is what the oracle says stood there.
struct Form {
  int record = 0;
  Draft draft;
  std::map<std::uint32_t, std::vector<ChangeId>> sides;  // every head of a group: what a resolve names
  Oracle::View screen;
  bool creates = false;
};

struct Filled {
  Form form;
  std::map<int, int> values;  // group -> value
  bool resolves = false;
  bool bad = false;
};

// A phone's part of docs/protocol.md section 8 in memory: base, own changes, forms, clock. What it shows and what its
// forms remember is the work of the real client/view; only the storage and the engine around it are modelled.
class PhoneModel {
 public:
  PhoneModel(int number, Bug bug, Oracle& oracle) : number_(number), bug_(bug), oracle_(oracle) {}

  RecordState view(int record) const;
  Form open(int record) const;
  void save(std::vector<Filled> together, std::int64_t true_ms);
  Request request(std::size_t page_records);
  void take(const Response& response, std::int64_t took_ms, std::int64_t true_ms);
  void jump(std::int64_t ms);
  bool has_unanswered() const;
  const Cursor& cursor() const { return cursor_; }

 private:
  Draft draft_of_view(int record) const;
  Change to_change(const Filled& filled, const Draft& draft) const;
  void take_receipts(const std::vector<Receipt>& receipts, Stamp& latest);
  void take_delta(const RecordState& delta, std::uint64_t as_of);
  void settle(std::uint64_t complete_seq);
  void learn_clock(const Response& response, Stamp latest, std::int64_t took_ms, std::int64_t true_ms);

  int number_;
  Bug bug_;
  Oracle& oracle_;
  std::map<Id, RecordState> base_;
  std::vector<OwnChange> own_;
  std::set<ChangeId> bad_;
  Cursor cursor_;
  v1::WriterState writer_;
  std::int64_t skew_ms_ = 0;  // of its clock
};

}  // namespace xinqiao::testing
