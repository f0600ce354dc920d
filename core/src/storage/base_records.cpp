#include "storage/base_records.h"

#include <algorithm>

#include "merge/standing.h"
#include "merge/state_codec.h"

namespace xinqiao {
namespace {

void bind_child(sqlite::Statement& query, int index, const Id& child) {
  if (child.is_nil()) {
    query.bind_null(index);
  } else {
    query.bind_blob(index, child.bytes());
  }
}

bool has_clash(const RecordState& state) {
  return is_deletion_clash(state) ||
         std::ranges::any_of(state.groups, [](const auto& entry) { return is_clash(entry.second); });
}

// ?1: behind which id; ?2: the kind, ?3: the child, where they are asked for; ?4: how many.
sqlite::Sql page_of(bool kind, bool child) {
  if (child && kind) {
    return "SELECT id, kind, child, state FROM records WHERE child = ?3 AND kind = ?2 AND id > ?1 ORDER BY id LIMIT ?4";
  }
  if (child) {
    return "SELECT id, kind, child, state FROM records WHERE child = ?3 AND id > ?1 AND ?2 = 0 ORDER BY id LIMIT ?4";
  }
  if (kind) {
    return "SELECT id, kind, child, state FROM records WHERE kind = ?2 AND id > ?1 AND ?3 IS NULL ORDER BY id LIMIT ?4";
  }
  return "SELECT id, kind, child, state FROM records WHERE id > ?1 AND ?2 = 0 AND ?3 IS NULL ORDER BY id LIMIT ?4";
}

}  // namespace

Result<BaseRecords::Row> BaseRecords::read(sqlite::Statement& query) {
  Row row;
  row.id = Id::from_bytes(query.blob(0));
  row.kind = static_cast<std::uint32_t>(query.int64(1));
  row.child = Id::from_bytes(query.blob(2));
  if (query.is_null(3)) return row;
  const auto body = vault_.open_record(row.id, row.kind, query.blob(3));
  row.damaged = !body.ok();
  if (row.damaged) return row;
  XQ_ASSIGN(row.base, decode_state(*body));
  return row;
}

Result<std::optional<BaseRecords::Row>> BaseRecords::get(const Id& id) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT id, kind, child, state FROM records WHERE id = ?1"));
  XQ_ASSIGN(const bool found, query.bind_blob(1, id.bytes()).step());
  if (!found) return std::optional<Row>();
  XQ_ASSIGN(auto row, read(query));
  return std::optional<Row>(std::move(row));
}

Status BaseRecords::add(const RecordState& state, const Id& child, const v1::RecordState& told) {
  if (!told.entering()) return write(state, child, told.SerializeAsString());
  v1::RecordState kept = told;
  kept.clear_entering();
  return write(state, child, kept.SerializeAsString());
}

Status BaseRecords::put(const RecordState& state, const Id& child) { return write(state, child, encode_state(state)); }

Status BaseRecords::write(const RecordState& state, const Id& child, BytesView body) {
  const Bytes sealed = vault_.seal_record(state.record, state.kind, body);
  XQ_ASSIGN(auto query,
            connection_.prepare(
                "INSERT INTO records (id, kind, child, state, clash) VALUES (?1, ?2, ?3, ?4, ?5) "
                "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, child = excluded.child, state = excluded.state, "
                "clash = excluded.clash"));
  query.bind_blob(1, state.record.bytes()).bind(2, state.kind).bind_blob(4, sealed).bind(5, has_clash(state));
  bind_child(query, 3, child);
  return query.run();
}

Status BaseRecords::put(const RecordState& state, const Id& child, const std::optional<Row>& before) {
  if (!before || before->kind != state.kind || before->child != child) return put(state, child);
  const Bytes sealed = vault_.seal_record(state.record, state.kind, encode_state(state));
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE records SET state = ?2, clash = ?3 WHERE id = ?1"));
  return query.bind_blob(1, state.record.bytes()).bind_blob(2, sealed).bind(3, has_clash(state)).run();
}

Status BaseRecords::fill(const Id& id, std::uint32_t kind, const v1::RecordState& told) {
  const Bytes sealed = vault_.seal_record(id, kind, told.SerializeAsString());
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE records SET state = ?2 WHERE id = ?1"));
  return query.bind_blob(1, id.bytes()).bind_blob(2, sealed).run();
}

Status BaseRecords::announce(const Id& id, std::uint32_t kind, const Id& child) {
  XQ_ASSIGN(auto query, connection_.prepare("INSERT INTO records (id, kind, child) VALUES (?1, ?2, ?3) "
                                            "ON CONFLICT (id) DO NOTHING"));
  query.bind_blob(1, id.bytes()).bind(2, kind);
  bind_child(query, 3, child);
  return query.run();
}

Status BaseRecords::move(const Id& id, const Id& child) {
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE records SET child = ?2 WHERE id = ?1"));
  return query.bind_blob(1, id.bytes()).bind_blob(2, child.bytes()).run();
}

Status BaseRecords::forget(const Id& id) {
  XQ_ASSIGN(auto query, connection_.prepare("UPDATE records SET state = NULL, clash = 0 WHERE id = ?1"));
  return query.bind_blob(1, id.bytes()).run();
}

Result<std::vector<BaseRecords::Row>> BaseRecords::page(std::uint32_t kind, const Id& child, const Id& after,
                                                        std::uint32_t limit) {
  XQ_ASSIGN(auto query, connection_.prepare(page_of(kind != 0, !child.is_nil())));
  const Bytes from = after.is_nil() ? Bytes() : after.str();
  query.bind_blob(1, from).bind(2, kind).bind(4, limit);
  bind_child(query, 3, child);
  std::vector<Row> rows;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return rows;
    XQ_ASSIGN(auto row, read(query));
    rows.push_back(std::move(row));
  }
}

Result<BaseRecords::Look> BaseRecords::look_for_damage(std::uint64_t after, std::uint32_t limit) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT id, kind, child, state, no FROM records WHERE no > ?1 AND state IS "
                                            "NOT NULL ORDER BY no LIMIT ?2"));
  query.bind(1, after).bind(2, limit);
  Look look;
  for (std::uint32_t looked = 0; looked < limit; ++looked) {
    XQ_ASSIGN(const bool more, query.step());
    look.next = more ? query.uint64(4) : 0;
    if (!more) break;
    Row row{Id::from_bytes(query.blob(0)), static_cast<std::uint32_t>(query.int64(1)), Id::from_bytes(query.blob(2)),
            std::nullopt, true};
    if (!vault_.open_record(row.id, row.kind, query.blob(3)).ok()) look.damaged.push_back(std::move(row));
  }
  return look;
}

Result<std::vector<BaseRecords::InClash>> BaseRecords::in_clash(std::uint64_t after, std::uint32_t limit) {
  XQ_ASSIGN(auto query,
            connection_.prepare("SELECT no, id FROM records WHERE no > ?1 AND clash = 1 ORDER BY no LIMIT ?2"));
  query.bind(1, after).bind(2, limit);
  std::vector<InClash> found;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return found;
    found.push_back({query.uint64(0), Id::from_bytes(query.blob(1))});
  }
}

Result<std::uint64_t> BaseRecords::count() {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT count(*) FROM records"));
  XQ_TRY(query.step());
  return query.uint64(0);
}

}  // namespace xinqiao
