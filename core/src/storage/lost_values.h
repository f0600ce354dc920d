#pragma once

#include <map>
#include <set>
#include <unordered_set>
#include <vector>

#include "merge/record_state.h"
#include "storage/sqlite/sqlite.h"
#include "storage/vault.h"

namespace xinqiao {

struct GroupPlace {
  Id record;
  std::uint32_t group = 0;
  auto operator<=>(const GroupPlace&) const = default;
};

// Values of others that base held and a restored server did not, sealed one by one: kept until the server has them
// again or a person lets them go. Thread rule: the connection's.
class LostValues {
 public:
  LostValues(sqlite::Connection& connection, const Vault& vault) : connection_(connection), vault_(vault) {}

  // Every head of every group given, which a server that was restored to the organisation seq `cut` has not; one that
  // was lost before and came back is lost anew. `child` is the record's.
  Status add(const RecordState& state, const Id& child, std::uint64_t cut);
  // The server was restored again, to this organisation seq: what is lost already is so since then at the latest.
  Status lower_cuts(std::uint64_t cut);

  // Ids of the changes, those first that were looked for least often.
  Result<std::vector<ChangeId>> ids(std::uint32_t limit);
  Status looked_for(const std::vector<ChangeId>& ids);
  // Where these stood.
  Result<std::vector<GroupPlace>> places(const std::vector<ChangeId>& ids);
  // The server has these, and so has base: not while their record is wanted.
  Status erase(const std::vector<ChangeId>& ids);
  // Nobody is told of it any more; nor need its change be looked for, unless own changes lay beneath the group
  // (beneath_lost.h).
  Status strike(const Id& record, std::uint32_t group, ChangeId head);
  Status erase_record(const Id& record);
  // Of a kind that nobody is to bring back, once what the server has was asked for.
  Status erase_kind(std::uint32_t kind);

  static constexpr std::uint32_t kRecordsMax = 100'000;  // more than a device holds
  // What is lost of one record, as a state with just that. A damaged row is left out: its change is still looked for.
  struct Entry {
    RecordState state;  // a group's `seq`: the lowest cut of what it lost; 0: not known
    Id child;
  };
  // Erases these as above, and answers with what they were.
  Result<std::vector<Entry>> take(const std::vector<ChangeId>& ids);
  // What is listed, by record; of not more than `limit` of them.
  Result<std::vector<Entry>> all(std::uint32_t limit);
  Result<std::optional<Entry>> get(const Id& record);
  // A person has been shown it on the list.
  Status note_shown(const Id& record, std::uint32_t group, ChangeId head);
  // Of what is listed what a person has been shown.
  Result<std::optional<Entry>> looked_at(const Id& record);
  // Listed or not.
  Result<std::optional<Entry>> kept(const Id& record);
  // By group, what stood there together when some of it was lost: it knew not of each other.
  using Together = std::map<std::uint32_t, std::vector<std::vector<Head>>>;
  // Of every loss, whatever is back by now, listed or not; of a damaged row nothing.
  Result<Together> together(const Id& record);

 private:
  Result<std::vector<Entry>> read(sqlite::Statement& query);
  Result<std::optional<Entry>> one(const Id& record, sqlite::Sql sql);
  std::optional<RecordState> open(const Id& record, std::uint32_t kind, BytesView sealed) const;
  sqlite::Connection& connection_;
  const Vault& vault_;
};

}  // namespace xinqiao
