#pragma once

#include <optional>
#include <string_view>

#include "storage/sqlite/sqlite.h"
#include "storage/vault.h"
#include "xinqiao/v1/local.pb.h"

namespace xinqiao {

// Small things by name. Thread rule: the connection's.
class MetaTable {
 public:
  explicit MetaTable(sqlite::Connection& connection) : connection_(connection) {}

  Result<std::optional<Bytes>> get(std::string_view key);
  Status put(std::string_view key, BytesView value);
  Status erase(std::string_view key);

  // Not there yet: a message with nothing set.
  Result<v1::WriterState> writer();
  Status put_writer(const v1::WriterState& state);
  Result<v1::ShownClashes> shown_clashes();
  Status put_shown_clashes(const v1::ShownClashes& shown);
  Result<v1::SyncState> sync();
  Status put_sync(const v1::SyncState& state);
  // Sealed; kNotFound before enrolment.
  Result<v1::Identity> identity(const Vault& vault);
  Status put_identity(const Vault& vault, const v1::Identity& identity);
  // One for each code tried, so that another try in between spoils none.
  Result<v1::PendingEnrolment> pending_enrolment(const Vault& vault, std::uint64_t code);
  Status put_pending_enrolment(const Vault& vault, const v1::PendingEnrolment& pending);
  Status erase_pending_enrolments();

 private:
  sqlite::Connection& connection_;
};

inline constexpr std::string_view kMetaDataKey = "data_key";
inline constexpr std::string_view kMetaRescue = "rescue";  // a v1::Bundle without batches, in clear

}  // namespace xinqiao
