#include "storage/meta_table.h"

namespace xinqiao {
namespace {

constexpr std::string_view kWriter = "writer";
constexpr std::string_view kSync = "sync";
constexpr std::string_view kShownClashes = "shown-clashes";
constexpr std::string_view kIdentity = "identity";

std::string pending_key(std::uint64_t code) { return "pending-enrolment-" + std::to_string(code); }

template <typename Message>
Result<Message> parse(std::string_view key, BytesView bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Error{ErrorCode::kCorrupt, "the data file's '" + std::string(key) + "' does not parse"};
  }
  return message;
}

template <typename Message>
Result<Message> read_clear(MetaTable& table, std::string_view key) {
  XQ_ASSIGN(const auto bytes, table.get(key));
  return parse<Message>(key, bytes.value_or(""));
}

template <typename Message>
Result<Message> read_sealed(MetaTable& table, const Vault& vault, std::string_view key) {
  XQ_ASSIGN(const auto sealed, table.get(key));
  if (!sealed) return Error{ErrorCode::kNotFound, "'" + std::string(key) + "' is not there"};
  XQ_ASSIGN(const auto bytes, vault.open_named(key, *sealed));
  return parse<Message>(key, bytes);
}

}  // namespace

Result<std::optional<Bytes>> MetaTable::get(std::string_view key) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT value FROM meta WHERE key = ?1"));
  XQ_ASSIGN(const bool found, query.bind_text(1, key).step());
  if (!found) return std::optional<Bytes>();
  return std::optional<Bytes>(Bytes(query.blob(0)));
}

Status MetaTable::put(std::string_view key, BytesView value) {
  XQ_ASSIGN(auto query, connection_.prepare("INSERT INTO meta (key, value) VALUES (?1, ?2) "
                                            "ON CONFLICT (key) DO UPDATE SET value = excluded.value"));
  return query.bind_text(1, key).bind_blob(2, value).run();
}

Status MetaTable::erase(std::string_view key) {
  XQ_ASSIGN(auto query, connection_.prepare("DELETE FROM meta WHERE key = ?1"));
  return query.bind_text(1, key).run();
}

Result<v1::WriterState> MetaTable::writer() { return read_clear<v1::WriterState>(*this, kWriter); }
Status MetaTable::put_writer(const v1::WriterState& state) { return put(kWriter, state.SerializeAsString()); }
Result<v1::ShownClashes> MetaTable::shown_clashes() { return read_clear<v1::ShownClashes>(*this, kShownClashes); }
Status MetaTable::put_shown_clashes(const v1::ShownClashes& shown) {
  return put(kShownClashes, shown.SerializeAsString());
}
Result<v1::SyncState> MetaTable::sync() { return read_clear<v1::SyncState>(*this, kSync); }
Status MetaTable::put_sync(const v1::SyncState& state) { return put(kSync, state.SerializeAsString()); }

Result<v1::Identity> MetaTable::identity(const Vault& vault) {
  return read_sealed<v1::Identity>(*this, vault, kIdentity);
}

Status MetaTable::put_identity(const Vault& vault, const v1::Identity& identity) {
  return put(kIdentity, vault.seal_named(kIdentity, identity.SerializeAsString()));
}

Result<v1::PendingEnrolment> MetaTable::pending_enrolment(const Vault& vault, std::uint64_t code) {
  return read_sealed<v1::PendingEnrolment>(*this, vault, pending_key(code));
}

Status MetaTable::put_pending_enrolment(const Vault& vault, const v1::PendingEnrolment& pending) {
  const std::string key = pending_key(pending.code());
  return put(key, vault.seal_named(key, pending.SerializeAsString()));
}

Status MetaTable::erase_pending_enrolments() {
  XQ_ASSIGN(auto query, connection_.prepare("DELETE FROM meta WHERE key LIKE 'pending-enrolment-%'"));
  return query.run();
}

}  // namespace xinqiao
