// Who may see what: grants, places, and what is confidential.
#include "store/sqlite/sqlite_session.h"

namespace xinqiao::server {
namespace {

Status collect(Query& query, std::vector<StoredGrant>& out) {
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return {};
    out.push_back({query.id(0), query.id(1), query.number32(2), Bytes(query.bytes(3)), query.integer(4) != 0,
                   query.number(5), query.number32(6)});
  }
}

Status collect(Query& query, std::vector<StoredPlace>& out) {
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return {};
    out.push_back({query.id(0), Bytes(query.bytes(1)), query.number(2)});
  }
}

}  // namespace

Result<std::vector<StoredGrant>> SqliteSession::grants_of(const Id& person) {
  XQ_ASSIGN(auto query, db_.query("SELECT record, person, capacity, area, active, enter_seq, year FROM grants"
                                  " WHERE person = ? ORDER BY record, part"));
  std::vector<StoredGrant> out;
  XQ_TRY(collect(query.bind(person), out));
  return out;
}

Result<std::vector<StoredGrant>> SqliteSession::grants(std::span<const Id> records) {
  XQ_ASSIGN(auto query, db_.query("SELECT record, person, capacity, area, active, enter_seq, year FROM grants"
                                  " WHERE record = ? ORDER BY part"));
  std::vector<StoredGrant> out;
  for (const Id& record : records) {
    XQ_TRY(collect(query.bind(record), out));
    query.again();
  }
  return out;
}

Result<std::vector<StoredPlace>> SqliteSession::children_in(BytesView area) {
  XQ_ASSIGN(auto query, db_.query("SELECT child, area, enter_seq FROM places WHERE area = ?"));
  std::vector<StoredPlace> out;
  XQ_TRY(collect(query.bind_blob(area), out));
  return out;
}

Result<std::vector<StoredPlace>> SqliteSession::places_of(std::span<const Id> children) {
  XQ_ASSIGN(auto query, db_.query("SELECT child, area, enter_seq FROM places WHERE child = ?"));
  std::vector<StoredPlace> out;
  for (const Id& child : children) {
    XQ_TRY(collect(query.bind(child), out));
    query.again();
  }
  return out;
}

Result<std::vector<Id>> SqliteSession::confided() {
  XQ_ASSIGN(auto query,
            db_.query("SELECT DISTINCT shelf FROM records WHERE confidential = 1 AND kind = 5 ORDER BY shelf"));
  std::vector<Id> out;
  while (true) {
    XQ_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back(Id::from_bytes(query.bytes(0)));
  }
}

Status SqliteSession::write_grants(const WriteSet& set) {
  XQ_ASSIGN(auto clear, db_.query("DELETE FROM grants WHERE record = ?"));
  XQ_ASSIGN(auto query, db_.query("INSERT INTO grants (record, part, person, capacity, area, active, enter_seq, year)"
                                  " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  for (const auto& [record, grants] : set.grants) {
    XQ_TRY(clear.bind(record).run());
    std::uint32_t part = 0;
    for (const StoredGrant& grant : grants) {
      query.bind(record).bind(part++).bind(grant.person).bind(grant.capacity).bind_blob(grant.area);
      XQ_TRY(query.bind(grant.active).bind(grant.enter_seq).bind(grant.year).run());
    }
  }
  return {};
}

Status SqliteSession::write_places(const WriteSet& set) {
  XQ_ASSIGN(auto clear, db_.query("DELETE FROM places WHERE child = ?"));
  XQ_ASSIGN(auto query, db_.query("INSERT INTO places (child, area, enter_seq) VALUES (?, ?, ?)"));
  for (const auto& [child, places] : set.places) {
    XQ_TRY(clear.bind(child).run());
    for (const StoredPlace& place : places) {
      XQ_TRY(query.bind(child).bind_blob(place.area).bind(place.enter_seq).run());
    }
  }
  return {};
}

}  // namespace xinqiao::server
