#pragma once

#include <map>
#include <set>
#include <vector>

#include "merge/record_state.h"
#include "merge/world/oracle.h"

namespace xinqiao::testing {

// Where a pull stands: everything up to `position` was sent, and `complete` is the last that was sent whole.
struct Cursor {
  std::uint64_t position = 0;
  std::uint64_t complete = 0;
};

struct Request {
  std::vector<Change> changes;  // of one phone, in order
  std::set<ChangeId> bad;       // those the server cannot take
  Cursor cursor;
  std::size_t page_records = 1;
};

struct Receipt {
  ChangeId id = 0;
  bool accepted = false;
  Stamp effective = 0;
  std::uint64_t seq = 0;
};

struct Response {
  std::vector<Receipt> receipts;
  std::vector<RecordState> deltas;
  Cursor cursor;
  bool complete = false;
  std::uint64_t complete_seq = 0;
  std::uint64_t as_of = 0;  // the server's last organisation seq; for the oracle, no phone reads it
  std::int64_t server_ms = 0;
};

}  // namespace xinqiao::testing
