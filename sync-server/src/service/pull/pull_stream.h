#pragma once

#include <deque>
#include <optional>

#include "store/store.h"

namespace xinqiao::server {

// Records in order of page_seq, all of one seq at a time. Places are read in pieces, the records themselves only as
// they are asked for. Lifetime: one snapshot.
class RecordStream {
 public:
  struct SeqGroup {
    std::uint64_t seq = 0;
    std::vector<StoredRecord> rows;
  };

  // Every record beyond `after`.
  RecordStream(Snapshot& snapshot, std::uint64_t after, std::size_t piece);
  // Of some shelves, each beyond its own place.
  RecordStream(Snapshot& snapshot, std::vector<ShelfRange> ranges, std::size_t piece);

  // The next seq's records; null at the end.
  Result<SeqGroup*> peek();
  void pop();

 private:
  Status read_places();
  Status read_group();
  Result<std::vector<PageEntry>> entries(std::size_t limit);

  Snapshot& snapshot_;
  const bool everything_;
  std::uint64_t after_ = 0;
  std::vector<ShelfRange> ranges_;
  const std::size_t piece_;
  std::deque<PageEntry> entries_;  // whole seqs
  std::optional<SeqGroup> group_;  // of the first of them
  bool ended_ = false;
};

}  // namespace xinqiao::server
