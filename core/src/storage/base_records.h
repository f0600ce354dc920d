#pragma once

#include <optional>
#include <vector>

#include "merge/record_state.h"
#include "storage/sqlite/sqlite.h"
#include "storage/vault.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao {

// What the server has said of each record, sealed one by one, and the clear columns lists need.
// Thread rule: the connection's.
class BaseRecords {
 public:
  BaseRecords(sqlite::Connection& connection, const Vault& vault) : connection_(connection), vault_(vault) {}

  struct Row {
    Id id;
    std::uint32_t kind = 0;
    Id child;
    std::optional<RecordState> base;  // nothing: only own changes know the record
    bool damaged = false;             // something is here and cannot be read: `base` is nothing
  };

  Result<std::optional<Row>> get(const Id& id);
  // A record of which there is no row yet. `told`: what `state` was decoded from.
  Status add(const RecordState& state, const Id& child, const v1::RecordState& told);
  // Of one that is announced, and of this child.
  Status fill(const Id& id, std::uint32_t kind, const v1::RecordState& told);
  Status put(const RecordState& state, const Id& child);
  // The same where `before` is its row as it stands: what lists are ordered by is left alone when it stays.
  Status put(const RecordState& state, const Id& child, const std::optional<Row>& before);
  // A record only own changes know so far; nothing happens when it is there.
  Status announce(const Id& id, std::uint32_t kind, const Id& child);
  // An own change says that it is of another child.
  Status move(const Id& id, const Id& child);
  // The server has nothing of it (any more); own changes may.
  Status forget(const Id& id);
  // By id, those after `after`. `kind` 0: all; `child` nil: all.
  Result<std::vector<Row>> page(std::uint32_t kind, const Id& child, const Id& after, std::uint32_t limit);
  Result<std::uint64_t> count();
  // Of the records of which a group holds several values, or a deletion stands beside what it has not seen, the first
  // `limit` behind `after`, in the order in which they came here.
  struct InClash {
    std::uint64_t no = 0;  // for `after`
    Id record;
  };
  Result<std::vector<InClash>> in_clash(std::uint64_t after, std::uint32_t limit);
  // Which of the next `limit` records behind `after` are damaged, in the order in which they came here.
  struct Look {
    std::vector<Row> damaged;  // without their base
    std::uint64_t next = 0;    // the next `after`; 0: the end was reached
  };
  Result<Look> look_for_damage(std::uint64_t after, std::uint32_t limit);

 private:
  Result<Row> read(sqlite::Statement& query);
  Status write(const RecordState& state, const Id& child, BytesView body);
  sqlite::Connection& connection_;
  const Vault& vault_;
};

}  // namespace xinqiao
