#include "service/pull/pull_stream.h"

#include <algorithm>

namespace xinqiao::server {

RecordStream::RecordStream(Snapshot& snapshot, std::uint64_t after, std::size_t piece)
    : snapshot_(snapshot), everything_(true), after_(after), piece_(piece) {}

RecordStream::RecordStream(Snapshot& snapshot, std::vector<ShelfRange> ranges, std::size_t piece)
    : snapshot_(snapshot), everything_(false), ranges_(std::move(ranges)), piece_(piece) {}

Result<RecordStream::SeqGroup*> RecordStream::peek() {
  if (!group_) {
    if (entries_.empty() && !ended_) XQ_TRY(read_places());
    if (entries_.empty()) return nullptr;
    XQ_TRY(read_group());
  }
  return group_ ? &*group_ : nullptr;
}

void RecordStream::pop() { group_.reset(); }

Result<std::vector<PageEntry>> RecordStream::entries(std::size_t limit) {
  return everything_ ? snapshot_.page(after_, limit) : snapshot_.page(ranges_, limit);
}

// A full piece may end inside a seq, so its last seq waits for the next; one that is a single seq grows.
Status RecordStream::read_places() {
  std::vector<PageEntry> found;
  for (std::size_t limit = piece_;; limit *= 4) {
    XQ_ASSIGN(found, entries(limit));
    ended_ = found.size() < limit;
    if (ended_ || found.front().page_seq != found.back().page_seq) break;
  }
  if (!ended_) {
    const std::uint64_t last = found.back().page_seq;
    while (found.back().page_seq == last) found.pop_back();
  }
  if (found.empty()) return {};
  entries_.assign(found.begin(), found.end());
  after_ = found.back().page_seq;
  for (ShelfRange& range : ranges_) range.after = std::max(range.after, after_);
  return {};
}

Status RecordStream::read_group() {
  const std::uint64_t seq = entries_.front().page_seq;
  std::vector<PageEntry> found;
  for (; !entries_.empty() && entries_.front().page_seq == seq; entries_.pop_front()) found.push_back(entries_.front());
  XQ_ASSIGN(auto rows, snapshot_.rows(found));
  group_ = SeqGroup{seq, std::move(rows)};
  return {};
}

}  // namespace xinqiao::server
