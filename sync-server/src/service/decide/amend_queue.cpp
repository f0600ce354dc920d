#include <algorithm>

#include "base/limits.h"
#include "merge/replaces.h"
#include "merge/state_codec.h"
#include "service/decide/amend.h"
#include "service/decide/decision.h"
#include "service/decide/held_change.h"
#include "service/decide/told.h"
#include "service/push/working_set.h"

// What is to be judged again, and in which order.
namespace xinqiao::server {

Status Amender::decide(const std::vector<ChangeId>& changes) {
  for (const ChangeId change : changes) XQ_TRY(queue_decided(change));
  return run();
}

Status Amender::note_late(const std::vector<LoggedChange>& refused) {
  for (const LoggedChange& row : refused) XQ_TRY(note_replaced(row));
  return run();
}

Status Amender::lift(const std::vector<ChangeId>& changes) {
  XQ_ASSIGN(const auto rows, transaction_.changes(changes));
  lifted_.insert(changes.begin(), changes.end());
  return judge_again(rows);
}

Status Amender::judge_again(const std::vector<LoggedChange>& changes) {
  for (const LoggedChange& row : changes) queue_.emplace(row.organisation_seq, row);
  return run();
}

Status Amender::free_behind(const std::vector<ChangeId>& replaced) {
  XQ_TRY(queue_freed(replaced));
  return run();
}

Status Amender::take_along(const std::vector<ChangeId>& changes) {
  XQ_TRY(queue_taken_along(changes));
  return run();
}

Status Amender::reinstate(const std::vector<std::uint32_t>& devices) {
  for (const std::uint32_t device : devices) XQ_TRY(queue_reinstated(device));
  return run();
}

Status Amender::tell_restamped(const std::vector<ChangeId>& changes) {
  std::set<std::pair<std::int64_t, std::uint64_t>> written;  // batches: many changes may be of one
  for (const ChangeId id : changes) {
    XQ_ASSIGN(const auto places, transaction_.places(id));
    if (places.empty()) continue;
    XQ_ASSIGN(const auto stored, read_batch(transaction_, identity_, places.front().incarnation, places.front().seq));
    const bool alone = places.size() == 1 && stored;
    if (alone && !written.emplace(places.front().incarnation, stored->batch.first_seq).second) continue;
    XQ_TRY(write_receipts(id));
  }
  return {};
}

// In order of organisation seq; then what entered with it that decides, and what had seen something held. At last
// offices are told what waits now.
Status Amender::run() {
  for (;;) {
    while (!queue_.empty()) {
      const LoggedChange next = queue_.begin()->second;
      queue_.erase(queue_.begin());
      XQ_TRY(amend(next));
    }
    if (!decisions_.empty()) {
      XQ_TRY(queue_decisions());
    } else if (moved_) {
      moved_ = false;
      XQ_ASSIGN(const auto seen, transaction_.seen_held());
      for (const LoggedChange& row : seen) queue_.emplace(row.organisation_seq, row);
    } else {
      return tell_offices();
    }
  }
}

Status Amender::tell_offices() {
  std::vector<LoggedChange> waiting;
  for (const auto& [device, record] : moved_records_) {
    XQ_ASSIGN(const auto refused, transaction_.refused_by(device, record, limits::kSeenPerChange));
    XQ_TRY(add_told(transaction_, identity_, refused, waiting));
  }
  moved_records_.clear();
  return write_held(transaction_, identity_, waiting, now_ms_, random_);
}

Status Amender::queue_decided(ChangeId change) {
  XQ_ASSIGN(const auto places, transaction_.places(change));
  if (places.empty()) return {};
  // Once accepted, by a receipt that was shown: offices that were told that it waits hear it.
  if (places.front().verdict == v1::VERDICT_ACCEPTED) {
    return write_held(transaction_, identity_, std::span(places).first(1), now_ms_, random_);
  }
  queue_.emplace(places.front().organisation_seq, places.front());
  return {};
}

Status Amender::queue_decisions() {
  const std::vector<Id> ids(decisions_.begin(), decisions_.end());
  decisions_.clear();
  XQ_ASSIGN(const auto records, transaction_.records(ids));
  for (const StoredRecord& record : records) {
    XQ_ASSIGN(const auto change, change_decided(identity_, record));
    if (change) XQ_TRY(queue_decided(*change));
  }
  return {};
}

Status Amender::queue_freed(const std::vector<ChangeId>& replaced) {
  XQ_ASSIGN(const auto rows, transaction_.changes(replaced));
  std::set<std::pair<std::int64_t, Id>> looked_at;
  for (const LoggedChange& row : rows) {
    if (!looked_at.emplace(row.incarnation, row.record).second) continue;
    XQ_ASSIGN(const auto incarnation, transaction_.incarnation_numbered(row.incarnation));
    if (!incarnation) continue;
    moved_records_.emplace(incarnation->device, row.record);
    XQ_ASSIGN(const auto refused, transaction_.refused_by(incarnation->device, row.record, limits::kSeenPerChange));
    for (const LoggedChange& waiting : refused) queue_parked(waiting);
  }
  return {};
}

void Amender::queue_parked(const LoggedChange& row) {
  if (row.verdict != v1::VERDICT_PARKED) return;
  queue_.emplace(row.organisation_seq, row);
}

Status Amender::queue_taken_along(const std::vector<ChangeId>& changes) {
  taken_along_.insert(changes.begin(), changes.end());
  XQ_ASSIGN(const auto rows, transaction_.changes(changes));
  for (const LoggedChange& row : rows) queue_.emplace(row.organisation_seq, row);
  return {};
}

Status Amender::queue_reinstated(std::uint32_t device) {
  XQ_ASSIGN(const auto rows, transaction_.unsettled_of(device));
  std::set<std::uint64_t> looked_at;  // each transaction has an organisation seq of its own
  for (const LoggedChange& row : rows) {
    if (row.reason == v1::REASON_WITHDRAWN) {
      XQ_TRY(let_go(row));
    } else if (row.verdict == v1::VERDICT_PARKED) {
      queue_.emplace(row.organisation_seq, row);
    } else if (looked_at.insert(row.organisation_seq).second) {
      XQ_TRY(note_replaced(row));
    }
  }
  return {};
}

// Of the same device, under whatever name.
Status Amender::queue_behind(const StoredTransaction& amended) {
  moved_ = true;
  std::set<Id> records;
  for (const LoggedChange& row : amended.rows()) records.insert(row.record);
  const std::uint64_t place = amended.rows().front().seq;
  for (const Id& record : records) {
    moved_records_.emplace(amended.all.device, record);
    XQ_ASSIGN(const auto refused, transaction_.refused_by(amended.all.device, record, limits::kSeenPerChange));
    for (const LoggedChange& row : refused) {
      if (row.seq > place) queue_parked(row);
    }
  }
  return {};
}

// As when it came, had its device been trusted then.
Status Amender::let_go(const LoggedChange& letting_go) {
  XQ_ASSIGN(const auto found, read_transaction(transaction_, identity_, letting_go));
  XQ_ASSIGN(const auto incarnation, transaction_.incarnation_numbered(letting_go.incarnation));
  if (!found || !incarnation) return Error{ErrorCode::kCorrupt, "a change without its batch or incarnation"};
  const wire::OpenedBatch batch = opened(found->all, found->changes());
  WorkingSet set;
  XQ_TRY(set.load(transaction_, identity_, {&batch}, {*incarnation}));
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction_.last_seq());
  for (const Change& change : found->changes()) {
    if (change.id != letting_go.id) continue;
    XQ_TRY(queue_taken_along(set.taken_along(incarnation->id, change)));
    writes.replaced = set.replace_refused(incarnation->id, change);
  }
  if (writes.replaced.empty()) return {};
  XQ_TRY(transaction_.write(writes));
  return tell_replaced(writes.replaced);
}

Status Amender::note_replaced(const LoggedChange& row) {
  if (row.replaced) return {};
  XQ_ASSIGN(const auto found, read_transaction(transaction_, identity_, row));
  return found ? note_replaced(*found) : Status();
}

// Those that can be replaced by themselves, by what their author wrote since, whatever became of that.
Status Amender::note_replaced(const StoredTransaction& refused) {
  WriteSet writes;
  XQ_ASSIGN(writes.last_seq, transaction_.last_seq());
  for (std::size_t i = 0; i < refused.count; ++i) {
    const ChangeId id = refused.rows()[i].id;
    XQ_ASSIGN(const auto rows, transaction_.changes({&id, 1}));
    if (rows.empty() || !is_refused(rows.front())) continue;
    const bool is_sent_back = rows.front().verdict == v1::VERDICT_REJECTED;
    const bool is_alone = refused.count == 1;
    if (!is_sent_back && !is_alone) continue;
    XQ_ASSIGN(const bool anew, is_written_anew(rows.front(), refused.changes()[i], refused.all.device));
    if (anew) writes.replaced.push_back(id);
  }
  if (writes.replaced.empty()) return {};
  XQ_TRY(transaction_.write(writes));
  return tell_replaced(writes.replaced);
}

Result<bool> Amender::is_written_anew(const LoggedChange& row, const Change& change, std::uint32_t device) {
  XQ_ASSIGN(const auto records, transaction_.records({&change.record, 1}));
  const bool exists = !records.empty() && records.front().kind != 0;
  const auto any_replaces = [&](const std::vector<LoggedChange>& rows) -> Result<bool> {
    for (const LoggedChange& later : rows) {
      const bool awaits = later.reason == v1::REASON_UNKNOWN_RECORD;
      const bool is_judged = later.verdict != v1::VERDICT_PARKED || awaits;  // or it replaces it when it is
      if (!is_judged || later.seq <= row.seq) continue;
      XQ_ASSIGN(const auto body, read_change(transaction_, identity_, later, &last_));
      if (!body || !replaces(*body, change, exists)) continue;
      if (awaits && is_deletion(*body))
        continue;  // judged again it may be a withdrawal, while what it takes back waits
      if (row.reason != v1::REASON_UNKNOWN_RECORD || ends_waiting(*body)) return true;
    }
    return false;
  };
  if (exists) {
    XQ_ASSIGN(const auto state, decode_state(records.front().state));
    // After a restore others may have seen it, so by whom it was overwritten the log has to say; what a deletion covers
    // the state does not name.
    const bool is_overwritten = std::ranges::all_of(change.groups, [&](const TouchedGroup& group) {
      const auto found = state.groups.find(group.number);
      return found != state.groups.end() && std::ranges::binary_search(found->second.named, change.id);
    });
    if (is_overwritten || state.groups.contains(kDeletedGroup)) {
      XQ_ASSIGN(const auto accepted, transaction_.accepted_by(device, change.record, row.seq, limits::kSeenPerChange));
      XQ_ASSIGN(const bool by_its_author, any_replaces(accepted));
      if (by_its_author) return true;
    }
  }
  XQ_ASSIGN(const bool trusted, is_trusted(device));
  if (!trusted) return false;  // a revoked device replaces by what the office accepts alone
  XQ_ASSIGN(const auto untaken, transaction_.untaken_by(device, change.record, limits::kSeenPerChange));
  return any_replaces(untaken);
}

// Nothing waits behind them any more, and no office has to look at them.
Status Amender::tell_replaced(const std::vector<ChangeId>& replaced) {
  XQ_TRY(queue_freed(replaced));
  XQ_ASSIGN(const auto done_with, transaction_.changes(replaced));
  return write_held(transaction_, identity_, done_with, now_ms_, random_);
}

}  // namespace xinqiao::server
