#pragma once

#include "store/sqlite/sqlite_db.h"
#include "store/store.h"

namespace xinqiao::server {

// A store's transaction on one connection, for reading and for writing. The caller begins and ends it.
// Thread rule and lifetime: the connection's.
class SqliteSession : public Transaction {
 public:
  explicit SqliteSession(Database& db) : db_(db) {}

  Result<Identity> identity() override;
  Result<std::uint64_t> last_seq() override;
  Result<std::uint64_t> common_since(std::uint64_t epoch) override;
  Result<std::optional<Device>> device(std::uint32_t number) override;
  Result<std::optional<Device>> device_with(const Id& id) override;
  Result<std::optional<EnrollmentCode>> code(std::uint64_t code) override;
  Result<std::optional<Incarnation>> incarnation(const Id& id) override;
  Result<std::optional<Incarnation>> incarnation_numbered(std::int64_t no) override;
  Result<std::uint32_t> count_incarnations(std::uint32_t device) override;
  Result<std::int64_t> newest_incarnation(std::uint32_t device) override;
  Result<std::vector<LoggedChange>> log(std::int64_t incarnation, std::uint64_t first, std::uint64_t last) override;
  Result<std::optional<StoredBatch>> batch(std::int64_t incarnation, std::uint64_t first_seq,
                                           std::uint32_t count) override;
  Result<std::optional<StoredBatch>> batch_holding(std::int64_t incarnation, std::uint64_t seq) override;
  Result<std::uint64_t> batch_start(std::int64_t incarnation, std::uint64_t seq) override;
  Result<std::vector<LoggedChange>> changes(std::span<const ChangeId> ids) override;
  Result<std::vector<StoredRecord>> records(std::span<const Id> ids) override;
  Result<std::vector<LoggedChange>> places(ChangeId id) override;
  Result<bool> has_refused(std::int64_t incarnation) override;
  Result<std::vector<LoggedChange>> refused(std::int64_t incarnation, const Id& record, std::size_t limit) override;
  Result<std::vector<LoggedChange>> refused_by(std::uint32_t device, const Id& record, std::size_t limit) override;
  Result<std::vector<LoggedChange>> untaken_by(std::uint32_t device, const Id& record, std::size_t limit) override;
  Result<std::vector<LoggedChange>> accepted_by(std::uint32_t device, const Id& record, std::uint64_t after,
                                                std::size_t limit) override;
  Result<std::vector<LoggedChange>> unsettled_of(std::uint32_t device) override;
  Result<std::vector<LoggedChange>> awaiting(std::span<const Id> records) override;
  Result<std::vector<LoggedChange>> seen_held() override;
  Result<std::vector<StoredBatch>> amended(std::uint32_t device, std::uint64_t after, std::size_t limit) override;
  Result<std::vector<HeldBatch>> held(std::uint32_t device) override;
  Result<std::vector<Bytes>> held_bytes(std::span<const std::int64_t> numbers) override;
  Result<std::uint32_t> held_device(const Id& incarnation) override;
  Result<std::vector<std::uint32_t>> devices_held() override;
  Result<std::vector<StoredGrant>> grants_of(const Id& person) override;
  Result<std::vector<StoredGrant>> grants(std::span<const Id> records) override;
  Result<std::vector<StoredPlace>> children_in(BytesView area) override;
  Result<std::vector<StoredPlace>> places_of(std::span<const Id> children) override;
  Result<std::vector<Id>> confided() override;
  Result<std::vector<PageEntry>> page(std::uint64_t after, std::size_t limit) override;
  Result<std::vector<PageEntry>> page(std::span<const ShelfRange> ranges, std::size_t limit) override;
  Result<std::vector<StoredRecord>> rows(std::span<const PageEntry> entries) override;

  Status write(const WriteSet& set) override;
  Result<std::int64_t> add_incarnation(const Incarnation& incarnation) override;
  Status put_identity(const Identity& identity) override;
  Result<std::uint32_t> next_device_number() override;
  Status put_device(const Device& device) override;
  Status put_code(const EnrollmentCode& code) override;

 private:
  Result<std::vector<LoggedChange>> not_accepted(std::uint32_t device, const Id& record, bool also_replaced,
                                                 std::size_t limit);
  Status write_tips(const WriteSet& set);
  Status write_log(const WriteSet& set);
  Status amend_log(const WriteSet& set);
  Status write_batches(const WriteSet& set);
  Status insert_records(const WriteSet& set);
  Status update_records(const WriteSet& set);
  Status write_grants(const WriteSet& set);
  Status write_places(const WriteSet& set);
  Status write_revoked(const WriteSet& set);
  Status write_gaps(const WriteSet& set);
  Result<std::vector<Jump>> jumps(std::int64_t incarnation);
  Result<std::uint64_t> reveal(const WriteSet& set);

  Database& db_;
};

}  // namespace xinqiao::server
