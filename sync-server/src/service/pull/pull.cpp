#include "service/pull/pull.h"

#include <algorithm>

#include "base/planted.h"
#include "service/pull/pull_page.h"
#include "service/pull/pull_scope.h"
#include "service/pull/pull_stream.h"

namespace xinqiao::server {
namespace {

// Enough rows for a page of ordinary records, read at once.
std::size_t piece_for(std::size_t max_bytes) { return std::clamp<std::size_t>(max_bytes / 512, 32, 1024); }

// A child that enters, at its place in the organisation's order.
struct Entry {
  std::uint64_t seq = 0;
  Id child;

  auto operator<=>(const Entry&) const = default;
};

// Walks the organisation's order from the cursor and fills one page. At each seq first the children that
// enter there, with everything they had before, then the records that moved there.
class Walk {
 public:
  Walk(Snapshot& snapshot, Scope& scope, PullPage& page, const Cursor& cursor, std::size_t piece)
      : snapshot_(snapshot),
        page_(page),
        cursor_(cursor),
        piece_(piece),
        stream_(open(snapshot, scope, cursor, piece)) {
    // An office that has been sent nothing yet is sent everything in its order.
    if (scope.power() == Power::kAll && cursor.position == 0) return;
    for (const auto& [child, shelf] : scope.shelves()) {
      const Entry entry{shelf.enter_seq, child};
      if (shelf.enter_seq > cursor.position && !(entry < resumed())) entries_.push_back(entry);
    }
    std::sort(entries_.begin(), entries_.end());
  }

  // True when the end was reached.
  Result<bool> run() {
    auto entry = entries_.begin();
    while (true) {
      XQ_ASSIGN(auto* group, stream_.peek());
      while (entry != entries_.end() && (group == nullptr || entry->seq <= group->seq)) {
        XQ_ASSIGN(const bool room, send_child(*entry++));
        if (!room) return false;
      }
      if (group == nullptr) return true;
      XQ_ASSIGN(const bool room, page_.add(group->rows));
      if (!room && !planted(Bug::kPageSkipsWhatHadNoRoom)) return false;
      cursor_.position = group->seq;
      if (cursor_.position >= cursor_.entered_seq) cursor_.child = Id();
      stream_.pop();
    }
  }

  const Cursor& cursor() const { return cursor_; }

 private:
  static RecordStream open(Snapshot& snapshot, const Scope& scope, const Cursor& cursor, std::size_t piece) {
    if (scope.power() == Power::kAll) return RecordStream(snapshot, cursor.position, piece);
    std::vector<ShelfRange> ranges{{Bytes(shelf::kDirectory), cursor.position}};
    for (const auto& [child, shelf] : scope.shelves()) {
      // What a child had before it entered is sent with its entry.
      const std::uint64_t before = shelf.enter_seq > cursor.position ? shelf.enter_seq - 1 : cursor.position;
      ranges.push_back({shelf::of_child(child), before});
    }
    return RecordStream(snapshot, std::move(ranges), piece);
  }

  Entry resumed() const { return {cursor_.entered_seq, cursor_.child}; }

  // A child's records before its entry; false when the page is full, with the place kept in the cursor.
  Result<bool> send_child(const Entry& entry) {
    if (entry != resumed()) {
      cursor_.entered_seq = entry.seq;
      cursor_.child = entry.child;
      cursor_.child_seq = 0;
    }
    RecordStream records(snapshot_, {ShelfRange{shelf::of_child(entry.child), cursor_.child_seq}}, piece_);
    while (true) {
      XQ_ASSIGN(auto* group, records.peek());
      if (group == nullptr || group->seq >= entry.seq) break;
      XQ_ASSIGN(const bool room, page_.add(group->rows));
      if (!room) return false;
      cursor_.child_seq = group->seq;
      records.pop();
    }
    cursor_.child_seq = entry.seq - 1;
    return true;
  }

  Snapshot& snapshot_;
  PullPage& page_;
  Cursor cursor_;
  const std::size_t piece_;
  RecordStream stream_;
  std::vector<Entry> entries_;
};

}  // namespace

Result<PullAnswer> pull(Snapshot& snapshot, const Device& device, const Cursor& cursor, const OwnAccepted& own,
                        const PageLimit& limit) {
  XQ_ASSIGN(auto scope, Scope::load(snapshot, device));
  PullAnswer answer;
  if (scope.power() == Power::kNothing) {
    answer.cursor = cursor;
    answer.complete = device.revoked_ms == 0;
    XQ_ASSIGN(answer.complete_seq, snapshot.last_seq());
    return answer;
  }
  PullPage page(scope, cursor, own, limit);
  Walk walk(snapshot, scope, page, cursor, piece_for(limit.bytes));
  XQ_ASSIGN(answer.complete, walk.run());
  answer.cursor = walk.cursor();
  if (answer.complete) {
    XQ_ASSIGN(const auto last, snapshot.last_seq());
    answer.cursor = Cursor{.position = last, .complete = last};
    answer.complete_seq = last;
  }
  answer.fields = page.take();
  return answer;
}

Result<std::map<Id, bool>> in_scope(Snapshot& snapshot, const Device& device, std::span<const Id> records) {
  XQ_ASSIGN(auto scope, Scope::load(snapshot, device));
  std::map<Id, bool> out;
  XQ_ASSIGN(const auto rows, snapshot.records(records));
  for (const StoredRecord& row : rows) {
    if (row.kind == 0) continue;  // its creation is not here (again): nobody is sent it
    XQ_ASSIGN(const bool holds, scope.holds(row));
    out[row.id] = holds;
  }
  return out;
}

Result<NamedRecords> pull_named(Snapshot& snapshot, const Device& device, std::span<const Id> records,
                                const PageLimit& limit) {
  XQ_ASSIGN(auto scope, Scope::load(snapshot, device));
  const OwnAccepted nothing;
  PullPage page(scope, Cursor(), nothing, limit);
  NamedRecords named;
  for (const Id& record : records) {
    XQ_ASSIGN(const auto rows, snapshot.records({&record, 1}));
    for (const StoredRecord& row : rows) {
      XQ_ASSIGN(const bool held, scope.holds(row));
      if (!held) continue;
      XQ_ASSIGN(const bool room, page.add_whole(row));
      if (room) continue;
      named.fields = page.take();
      return named;
    }
    ++named.count;
  }
  named.fields = page.take();
  return named;
}

}  // namespace xinqiao::server
