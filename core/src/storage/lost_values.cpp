#include "storage/lost_values.h"

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "merge/state_codec.h"

namespace xinqiao {
namespace {

// What stands there now, and what the head stood beside when it was lost before: that may not be back yet. Of more than
// a group may hold the first.
std::vector<Head> stood_with(const Head& head, const GroupState& group, const std::vector<std::vector<Head>>& before) {
  std::vector<Head> all = group.heads;
  for (const auto& set : before) {
    if (!has_head(set, head.id)) continue;
    for (const Head& other : set) {
      if (all.size() == limits::kHeadsPerGroup) break;
      if (!has_head(all, other.id)) all.push_back(other);
    }
  }
  for (Head& each : all) each.saw.clear();
  std::ranges::sort(all, {}, &Head::id);
  return all;
}

}  // namespace

Status LostValues::add(const RecordState& state, const Id& child, std::uint64_t cut) {
  XQ_ASSIGN(auto insert,
            connection_.prepare(
                "INSERT INTO lost (record, group_number, head, kind, child, state, together, cut) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                "ON CONFLICT (record, group_number, head) DO UPDATE SET kind = excluded.kind, "
                "child = excluded.child, state = excluded.state, together = excluded.together, cut = excluded.cut, "
                "looked_for = 0, listed = 1, shown = 0"));
  const auto seal = [&](std::uint32_t number, std::vector<Head> heads) {
    RecordState part{state.record, state.kind, {}};
    part.groups[number].heads = std::move(heads);
    return vault_.seal_record(state.record, state.kind, encode_state(part));
  };
  XQ_ASSIGN(auto before, together(state.record));
  for (const auto& [number, group] : state.groups) {
    for (const Head& head : group.heads) {
      auto stood = stood_with(head, group, before[number]);
      const Bytes sealed = seal(number, {head});
      const Bytes set = stood.size() > 1 ? seal(number, std::move(stood)) : Bytes();
      insert.bind_blob(1, state.record.bytes()).bind(2, number).bind(3, head.id).bind(4, state.kind);
      child.is_nil() ? insert.bind_null(5) : insert.bind_blob(5, child.bytes());
      XQ_TRY(insert.bind_blob(6, sealed).bind_blob(7, set).bind(8, cut).run());
      insert.reset();
    }
  }
  return {};
}

Status LostValues::lower_cuts(std::uint64_t cut) {
  XQ_ASSIGN(auto update, connection_.prepare("UPDATE lost SET cut = min(cut, ?1)"));
  return update.bind(1, cut).run();
}

Result<std::vector<ChangeId>> LostValues::ids(std::uint32_t limit) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT DISTINCT head FROM lost ORDER BY looked_for, no LIMIT ?1"));
  query.bind(1, limit);
  std::vector<ChangeId> ids;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return ids;
    ids.push_back(query.uint64(0));
  }
}

Result<std::vector<GroupPlace>> LostValues::places(const std::vector<ChangeId>& ids) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT record, group_number FROM lost WHERE head = ?1"));
  std::vector<GroupPlace> out;
  for (const ChangeId id : ids) {
    query.bind(1, id);
    for (;;) {
      XQ_ASSIGN(const bool more, query.step());
      if (!more) break;
      out.push_back({Id::from_bytes(query.blob(0)), static_cast<std::uint32_t>(query.uint64(1))});
    }
    query.reset();
  }
  return out;
}

Status LostValues::looked_for(const std::vector<ChangeId>& ids) {
  XQ_ASSIGN(auto update, connection_.prepare("UPDATE lost SET looked_for = looked_for + 1 WHERE head = ?1"));
  for (const ChangeId id : ids) {
    XQ_TRY(update.bind(1, id).run());
    update.reset();
  }
  return {};
}

Status LostValues::erase(const std::vector<ChangeId>& ids) {
  XQ_ASSIGN(auto query,
            connection_.prepare("DELETE FROM lost WHERE head = ?1 AND record NOT IN (SELECT record FROM wanted)"));
  for (const ChangeId id : ids) {
    XQ_TRY(query.bind(1, id).run());
    query.reset();
  }
  return {};
}

Result<std::vector<LostValues::Entry>> LostValues::take(const std::vector<ChangeId>& ids) {
  std::vector<Entry> taken;
  XQ_ASSIGN(auto query, connection_.prepare("SELECT record, kind, child, state, cut FROM lost WHERE head = ?1 "
                                            "AND record NOT IN (SELECT record FROM wanted)"));
  for (const ChangeId id : ids) {
    XQ_ASSIGN(auto entries, read(query.bind(1, id)));
    std::ranges::move(entries, std::back_inserter(taken));
    query.reset();
  }
  XQ_TRY(erase(ids));
  return taken;
}

Status LostValues::strike(const Id& record, std::uint32_t group, ChangeId head) {
  XQ_ASSIGN(auto update, connection_.prepare("UPDATE lost SET listed = 0 "
                                             "WHERE record = ?1 AND group_number = ?2 AND head = ?3"));
  XQ_TRY(update.bind_blob(1, record.bytes()).bind(2, group).bind(3, head).run());
  XQ_ASSIGN(auto query,
            connection_.prepare("DELETE FROM lost WHERE record = ?1 AND group_number = ?2 AND head = ?3 AND "
                                "NOT EXISTS (SELECT 1 FROM beneath WHERE record = ?1 AND group_number = ?2)"));
  return query.bind_blob(1, record.bytes()).bind(2, group).bind(3, head).run();
}

Status LostValues::erase_record(const Id& record) {
  XQ_ASSIGN(auto query, connection_.prepare("DELETE FROM lost WHERE record = ?1"));
  return query.bind_blob(1, record.bytes()).run();
}

Status LostValues::erase_kind(std::uint32_t kind) {
  XQ_ASSIGN(auto query,
            connection_.prepare("DELETE FROM lost WHERE kind = ?1 AND record NOT IN (SELECT record FROM wanted)"));
  return query.bind(1, kind).run();
}

Result<std::vector<LostValues::Entry>> LostValues::all(std::uint32_t limit) {
  XQ_ASSIGN(auto query,
            connection_.prepare("SELECT record, kind, child, state, cut FROM lost WHERE record IN "
                                "(SELECT DISTINCT record FROM lost WHERE listed = 1 ORDER BY record LIMIT ?1) "
                                "AND listed = 1 ORDER BY record, no"));
  return read(query.bind(1, limit));
}

Result<std::optional<LostValues::Entry>> LostValues::get(const Id& record) {
  return one(record, "SELECT record, kind, child, state, cut FROM lost WHERE record = ?1 AND listed = 1");
}

Result<std::optional<LostValues::Entry>> LostValues::kept(const Id& record) {
  return one(record, "SELECT record, kind, child, state, cut FROM lost WHERE record = ?1");
}

Result<std::optional<LostValues::Entry>> LostValues::looked_at(const Id& record) {
  return one(record, "SELECT record, kind, child, state, cut FROM lost WHERE record = ?1 AND listed = 1 AND shown = 1");
}

Status LostValues::note_shown(const Id& record, std::uint32_t group, ChangeId head) {
  XQ_ASSIGN(auto update, connection_.prepare("UPDATE lost SET shown = 1 "
                                             "WHERE record = ?1 AND group_number = ?2 AND head = ?3"));
  return update.bind_blob(1, record.bytes()).bind(2, group).bind(3, head).run();
}

Result<std::optional<LostValues::Entry>> LostValues::one(const Id& record, sqlite::Sql sql) {
  XQ_ASSIGN(auto query, connection_.prepare(sql));
  XQ_ASSIGN(auto entries, read(query.bind_blob(1, record.bytes())));
  return entries.empty() ? std::optional<Entry>() : std::optional(std::move(entries.front()));
}

Result<LostValues::Together> LostValues::together(const Id& record) {
  XQ_ASSIGN(
      auto query,
      connection_.prepare("SELECT group_number, kind, together FROM lost WHERE record = ?1 AND length(together) > 0"));
  query.bind_blob(1, record.bytes());
  Together out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return out;
    const auto number = static_cast<std::uint32_t>(query.uint64(0));
    auto state = open(record, static_cast<std::uint32_t>(query.uint64(1)), query.blob(2));
    if (!state) continue;
    out[number].push_back(std::move(state->groups[number].heads));
  }
}

std::optional<RecordState> LostValues::open(const Id& record, std::uint32_t kind, BytesView sealed) const {
  const auto bytes = vault_.open_record(record, kind, sealed);
  if (!bytes.ok()) return std::nullopt;
  auto state = decode_state(*bytes);
  return state.ok() ? std::optional(*std::move(state)) : std::nullopt;
}

Result<std::vector<LostValues::Entry>> LostValues::read(sqlite::Statement& query) {
  std::vector<Entry> entries;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return entries;
    const Id record = Id::from_bytes(query.blob(0));
    const auto kind = static_cast<std::uint32_t>(query.uint64(1));
    auto one = open(record, kind, query.blob(3));
    if (!one) continue;
    if (entries.empty() || entries.back().state.record != record) {
      entries.push_back({RecordState{record, kind, {}}, Id::from_bytes(query.blob(2))});
    }
    for (auto& [number, group] : one->groups) {
      GroupState& all = entries.back().state.groups[number];
      all.seq = all.heads.empty() ? query.uint64(4) : std::min(all.seq, query.uint64(4));
      std::ranges::move(group.heads, std::back_inserter(all.heads));
      std::ranges::sort(all.heads, {}, &Head::id);
    }
  }
}

}  // namespace xinqiao
