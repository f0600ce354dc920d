#include "storage/facts_table.h"

#include "storage/meta_table.h"

namespace xinqiao {
namespace {

// Where looking for what was written here goes on; big-endian.
constexpr std::string_view kMetaNext = "facts_next_seq";

Bytes name_of(const Id& child) { return "facts" + child.str(); }

}  // namespace

std::uint64_t FactsTable::changes_so_far() const { return connection_.changes_so_far(); }

Result<std::uint64_t> FactsTable::next_seq() {
  XQ_ASSIGN(const auto kept, MetaTable(connection_).get(kMetaNext));
  return kept && kept->size() == sizeof(std::uint64_t) ? read_u64(*kept) : 0;
}

Result<std::vector<Id>> FactsTable::outdated() {
  XQ_ASSIGN(const auto next, next_seq());
  XQ_ASSIGN(auto query,
            connection_.prepare(
                "SELECT zeroblob(16) AS child WHERE NOT EXISTS (SELECT 1 FROM facts WHERE child = zeroblob(16)) "
                "UNION SELECT id FROM records WHERE kind = 1 AND NOT EXISTS "
                "(SELECT 1 FROM facts WHERE child = records.id) "
                "UNION SELECT coalesce(child, zeroblob(16)) FROM records WHERE id IN "
                "(SELECT record FROM changes WHERE seq >= ?1)"));
  query.bind(1, next);
  std::vector<Id> out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back(Id::from_bytes(query.blob(0)));
  }
}

Status FactsTable::forget_outdated() {
  XQ_ASSIGN(const auto next, next_seq());
  XQ_ASSIGN(auto erase, connection_.prepare("DELETE FROM facts WHERE child IN (SELECT coalesce(child, zeroblob(16)) "
                                            "FROM records WHERE id IN (SELECT record FROM changes WHERE seq >= ?1))"));
  XQ_TRY(erase.bind(1, next).run());
  XQ_ASSIGN(auto last, connection_.prepare("SELECT max(seq) FROM changes"));
  XQ_TRY(last.step());
  Bytes kept;
  append_u64(kept, last.uint64(0) + 1);
  return MetaTable(connection_).put(kMetaNext, kept);
}

Status FactsTable::put(const Id& child, BytesView facts) {
  const Bytes sealed = vault_.seal_named(name_of(child), facts);
  XQ_ASSIGN(auto insert, connection_.prepare("INSERT INTO facts (child, sealed) VALUES (?1, ?2) "
                                             "ON CONFLICT (child) DO UPDATE SET sealed = excluded.sealed"));
  return insert.bind_blob(1, child.bytes()).bind_blob(2, sealed).run();
}

Status FactsTable::for_each(const std::function<bool(const Id& child, BytesView facts)>& each) {
  std::vector<Id> useless;
  {
    XQ_ASSIGN(auto query, connection_.prepare("SELECT child, sealed FROM facts"));
    for (;;) {
      XQ_ASSIGN(const bool more, query.step());
      if (!more) break;
      const Id child = Id::from_bytes(query.blob(0));
      const auto facts = vault_.open_named(name_of(child), query.blob(1));
      if (!facts.ok() || !each(child, *facts)) useless.push_back(child);
    }
  }
  XQ_ASSIGN(auto erase, connection_.prepare("DELETE FROM facts WHERE child = ?1"));
  for (const Id& child : useless) {
    XQ_TRY(erase.bind_blob(1, child.bytes()).run());
    erase.reset();
  }
  return {};
}

}  // namespace xinqiao
