// Who the server is and who may speak to it.
#include "store/sqlite/sqlite_session.h"

namespace xinqiao::server {

Result<Identity> SqliteSession::identity() {
  XQ_ASSIGN(auto query,
            db_.query("SELECT id, name, epoch, cut, incarnation, sign_public, sign_secret, box_public, box_secret,"
                      " receipt_key, cursor_key, natural_key, recovering FROM organisation"));
  XQ_ASSIGN(const bool found, query.step());
  if (!found) return Error{ErrorCode::kNotFound, "store: no organisation here"};
  Identity identity;
  identity.id = query.id(0);
  identity.name = query.bytes(1);
  identity.epoch = query.number(2);
  identity.cut = query.number(3);
  identity.incarnation = query.id(4);
  identity.sign_keys = {Bytes(query.bytes(5)), Bytes(query.bytes(6))};
  identity.box_keys = {Bytes(query.bytes(7)), Bytes(query.bytes(8))};
  identity.receipt_key = query.bytes(9);
  identity.cursor_key = query.bytes(10);
  identity.natural_key = query.bytes(11);
  identity.recovering = query.number32(12);
  return identity;
}

Status SqliteSession::put_identity(const Identity& identity) {
  XQ_ASSIGN(auto query,
            db_.query("INSERT OR REPLACE INTO organisation (only, id, name, epoch, cut, incarnation, sign_public,"
                      " sign_secret, box_public, box_secret, receipt_key, cursor_key, natural_key, recovering)"
                      " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  XQ_TRY(query.bind(identity.id)
             .bind_text(identity.name)
             .bind(identity.epoch)
             .bind(identity.cut)
             .bind(identity.incarnation)
             .bind_blob(identity.sign_keys.public_key)
             .bind_blob(identity.sign_keys.secret_key)
             .bind_blob(identity.box_keys.public_key)
             .bind_blob(identity.box_keys.secret_key)
             .bind_blob(identity.receipt_key)
             .bind_blob(identity.cursor_key)
             .bind_blob(identity.natural_key)
             .bind(identity.recovering)
             .run());
  XQ_ASSIGN(auto epoch, db_.query("INSERT OR IGNORE INTO epochs (epoch, cut) VALUES (?, ?)"));
  return epoch.bind(identity.epoch).bind(identity.cut).run();
}

Result<std::uint64_t> SqliteSession::common_since(std::uint64_t epoch) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT coalesce((SELECT min(later.cut) FROM epochs AS later WHERE later.no > own.no),"
                      " (SELECT last_seq FROM counter)) FROM epochs AS own WHERE own.epoch = ?"));
  XQ_ASSIGN(const bool found, query.bind(epoch).step());
  return found ? query.number(0) : 0;
}

Result<std::optional<Incarnation>> SqliteSession::incarnation_numbered(std::int64_t no) {
  XQ_ASSIGN(auto query, db_.query("SELECT id FROM incarnations WHERE no = ?"));
  XQ_ASSIGN(const bool found, query.bind(no).step());
  if (!found) return std::optional<Incarnation>();
  return incarnation(query.id(0));
}

Result<std::optional<Device>> SqliteSession::device(std::uint32_t number) {
  XQ_ASSIGN(auto query,
            db_.query("SELECT id, person, role, sign_key, box_key, request_secret, label, enrolled, revoked,"
                      " readmitted FROM devices WHERE number = ?"));
  XQ_ASSIGN(const bool found, query.bind(number).step());
  if (!found) return std::optional<Device>();
  Device device;
  device.number = number;
  device.id = query.id(0);
  device.person = query.id(1);
  device.role = query.number32(2);
  device.sign_key = query.bytes(3);
  device.box_key = query.bytes(4);
  device.request_secret = query.bytes(5);
  device.label = query.bytes(6);
  device.enrolled_ms = query.integer(7);
  device.revoked_ms = query.integer(8);
  device.readmitted = query.integer(9) != 0;
  return std::optional(std::move(device));
}

Result<std::optional<Device>> SqliteSession::device_with(const Id& id) {
  XQ_ASSIGN(auto query, db_.query("SELECT number FROM devices WHERE id = ?"));
  XQ_ASSIGN(const bool found, query.bind(id).step());
  if (!found) return std::optional<Device>();
  return device(query.number32(0));
}

Result<std::uint32_t> SqliteSession::next_device_number() {
  XQ_ASSIGN(auto query, db_.query("SELECT coalesce(max(number), 0) + 1 FROM devices"));
  XQ_TRY(query.step());
  return query.number32(0);
}

Status SqliteSession::put_device(const Device& device) {
  XQ_ASSIGN(
      auto query,
      db_.query(
          "INSERT INTO devices (number, id, person, role, sign_key, box_key, request_secret, label,"
          " enrolled, revoked, readmitted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
          " SET role = excluded.role, label = excluded.label, revoked = excluded.revoked"));
  return query.bind(device.number)
      .bind(device.id)
      .bind(device.person)
      .bind(device.role)
      .bind_blob(device.sign_key)
      .bind_blob(device.box_key)
      .bind_blob(device.request_secret)
      .bind_text(device.label)
      .bind(device.enrolled_ms)
      .bind(device.revoked_ms)
      .bind(device.readmitted)
      .run();
}

Result<std::optional<EnrollmentCode>> SqliteSession::code(std::uint64_t code) {
  XQ_ASSIGN(auto query, db_.query("SELECT secret, person, role, created, expires, used_by FROM codes WHERE code = ?"));
  XQ_ASSIGN(const bool found, query.bind(code).step());
  if (!found) return std::optional<EnrollmentCode>();
  return std::optional(EnrollmentCode{code, Bytes(query.bytes(0)), query.id(1), query.number32(2), query.integer(3),
                                      query.integer(4), query.number32(5)});
}

Status SqliteSession::put_code(const EnrollmentCode& code) {
  XQ_ASSIGN(auto query, db_.query("INSERT OR REPLACE INTO codes (code, secret, person, role, created, expires, used_by)"
                                  " VALUES (?, ?, ?, ?, ?, ?, ?)"));
  query.bind(code.code)
      .bind_blob(code.secret)
      .bind(code.person)
      .bind(code.role)
      .bind(code.created_ms)
      .bind(code.expires_ms);
  if (code.used_by == 0) return query.bind_null().run();
  return query.bind(code.used_by).run();
}

}  // namespace xinqiao::server
