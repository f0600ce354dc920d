#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/rows.h"

// One organisation's store. Everything asked for in numbers is asked for in bulk, so that an
// implementation over a network can answer with one statement; an implementation must pass
// tests/server/store/store_contract.h.
namespace xinqiao::server {

// A part of the records in order of page_seq: one shelf's beyond `after`.
struct ShelfRange {
  Bytes shelf;
  std::uint64_t after = 0;
};
struct PageEntry {
  std::uint64_t page_seq = 0;
  std::int64_t no = 0;

  auto operator<=>(const PageEntry&) const = default;
};

// The store as of one moment. Thread rule: one thread at a time. Lifetime: short; it holds a reader.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual Result<Identity> identity() = 0;
  virtual Result<std::uint64_t> last_seq() = 0;  // of the organisation
  // What has stood unchanged since an epoch: the smallest cut of all restores after it; the last seq when there was
  // none. 0 for an epoch that is not this data's.
  virtual Result<std::uint64_t> common_since(std::uint64_t epoch) = 0;

  virtual Result<std::optional<Device>> device(std::uint32_t number) = 0;
  virtual Result<std::optional<Device>> device_with(const Id& id) = 0;  // its record's
  virtual Result<std::optional<EnrollmentCode>> code(std::uint64_t code) = 0;

  virtual Result<std::optional<Incarnation>> incarnation(const Id& id) = 0;
  virtual Result<std::optional<Incarnation>> incarnation_numbered(std::int64_t no) = 0;
  virtual Result<std::uint32_t> count_incarnations(std::uint32_t device) = 0;
  // `no` of the one that began last; 0: none.
  virtual Result<std::int64_t> newest_incarnation(std::uint32_t device) = 0;
  // Seqs of one incarnation, `first` to `last`, ascending; those that are there.
  virtual Result<std::vector<LoggedChange>> log(std::int64_t incarnation, std::uint64_t first, std::uint64_t last) = 0;
  // The batch with exactly these first seq and count.
  virtual Result<std::optional<StoredBatch>> batch(std::int64_t incarnation, std::uint64_t first_seq,
                                                   std::uint32_t count) = 0;
  // The batch that holds `seq`.
  virtual Result<std::optional<StoredBatch>> batch_holding(std::int64_t incarnation, std::uint64_t seq) = 0;
  // First seq of the batch that holds `seq`; 1 when there is none.
  virtual Result<std::uint64_t> batch_start(std::int64_t incarnation, std::uint64_t seq) = 0;

  // Those of the ids that are known, in any order.
  virtual Result<std::vector<LoggedChange>> changes(std::span<const ChangeId> ids) = 0;
  virtual Result<std::vector<StoredRecord>> records(std::span<const Id> ids) = 0;
  // A change wherever it stands: also under incarnations that continue its own.
  virtual Result<std::vector<LoggedChange>> places(ChangeId id) = 0;
  // refused() of some record would answer with something.
  virtual Result<bool> has_refused(std::int64_t incarnation) = 0;
  // The incarnation's changes of the record that were neither accepted nor written anew, ascending; at most `limit`.
  virtual Result<std::vector<LoggedChange>> refused(std::int64_t incarnation, const Id& record, std::size_t limit) = 0;
  // The same of the device, under all its incarnations, in order of organisation seq.
  virtual Result<std::vector<LoggedChange>> refused_by(std::uint32_t device, const Id& record, std::size_t limit) = 0;
  // Those too that were written anew.
  virtual Result<std::vector<LoggedChange>> untaken_by(std::uint32_t device, const Id& record, std::size_t limit) = 0;
  // Those that were accepted and have a seq beyond `after`, in order of organisation seq. Looks through all that the
  // device has written since.
  virtual Result<std::vector<LoggedChange>> accepted_by(std::uint32_t device, const Id& record, std::uint64_t after,
                                                        std::size_t limit) = 0;
  // Changes of the device, on any record, that take something back, wait, or were sent back and not written anew: in
  // order of organisation seq.
  virtual Result<std::vector<LoggedChange>> unsettled_of(std::uint32_t device) = 0;
  // Changes that wait for one of these records to be created, of any incarnation.
  virtual Result<std::vector<LoggedChange>> awaiting(std::span<const Id> records) = 0;
  // What is quarantined for having seen something quarantined, in order of organisation seq.
  virtual Result<std::vector<LoggedChange>> seen_held() = 0;
  // Batches of the device's incarnations that were amended beyond `after`, in order of amended_seq.
  virtual Result<std::vector<StoredBatch>> amended(std::uint32_t device, std::uint64_t after, std::size_t limit) = 0;

  // Held batches of a device without their bytes, by first seq; and the bytes of some, in the order of the numbers.
  virtual Result<std::vector<HeldBatch>> held(std::uint32_t device) = 0;
  virtual Result<std::vector<Bytes>> held_bytes(std::span<const std::int64_t> numbers) = 0;
  // Whose batches of this incarnation are held; 0: none are.
  virtual Result<std::uint32_t> held_device(const Id& incarnation) = 0;
  // Devices with anything held, ascending.
  virtual Result<std::vector<std::uint32_t>> devices_held() = 0;

  // A person's, and those that records give.
  virtual Result<std::vector<StoredGrant>> grants_of(const Id& person) = 0;
  virtual Result<std::vector<StoredGrant>> grants(std::span<const Id> records) = 0;
  // The children in an area, and where some children are.
  virtual Result<std::vector<StoredPlace>> children_in(BytesView area) = 0;
  virtual Result<std::vector<StoredPlace>> places_of(std::span<const Id> children) = 0;
  // Children with a confidential concern.
  virtual Result<std::vector<Id>> confided() = 0;

  // The first `limit` records beyond `after` in order of page_seq; and of the union of some shelves.
  virtual Result<std::vector<PageEntry>> page(std::uint64_t after, std::size_t limit) = 0;
  virtual Result<std::vector<PageEntry>> page(std::span<const ShelfRange> ranges, std::size_t limit) = 0;
  // One row for each entry, in order.
  virtual Result<std::vector<StoredRecord>> rows(std::span<const PageEntry> entries) = 0;
};

// What one push writes.
struct WriteSet {
  std::uint64_t last_seq = 0;
  std::vector<Incarnation> tips;  // with a `no`: their tip_seq and tip_chain
  std::vector<LoggedChange> log;
  std::vector<LoggedChange>
      amended;  // of the log: verdict, organisation seq, amended_seq, why, replaced; wherever they stand
  std::vector<ChangeId> replaced;       // of the log
  std::map<ChangeId, Stamp> restamped;  // of the log: their effective stamps, amended at last_seq
  std::vector<StoredBatch> batches;     // replaces one of the same first seq
  std::vector<StoredRecord> records;
  // All that the record gives, and where the child is, from now on.
  std::map<Id, std::vector<StoredGrant>> grants;
  std::map<Id, std::vector<StoredPlace>> places;
  std::map<Id, std::int64_t> revoked;  // devices by their record: since when, 0 when they are not
  // Each replaces the one of its incarnation with the same `last`; with nothing left in it, it is gone.
  std::vector<std::pair<std::int64_t, Jump>> jumps;  // by Incarnation::no
  std::vector<HeldBatch> held;                       // replaces one of the same incarnation and first seq
  std::vector<std::int64_t> not_held;                // HeldBatch::no of those that wait no more
  // Concerns whose steps become visible: at seqs beyond last_seq, so many that no seq carries more of them than
  // kRevealedBytes or kRevealedRecords.
  std::vector<Id> revealed;
};
inline constexpr std::size_t kRevealedBytes = 512 * 1024;
inline constexpr std::size_t kRevealedRecords = 512;

// A Snapshot that may write: it sees its own writes, and all of them are kept or none.
class Transaction : public Snapshot {
 public:
  virtual Status write(const WriteSet& set) = 0;
  virtual Result<std::int64_t> add_incarnation(const Incarnation& incarnation) = 0;
  virtual Status put_identity(const Identity& identity) = 0;  // a new epoch in it is kept with its cut for ever
  virtual Result<std::uint32_t> next_device_number() = 0;
  virtual Status put_device(const Device& device) = 0;
  virtual Status put_code(const EnrollmentCode& code) = 0;
};

// Thread rule: any thread. Another process may write beside this one.
class Store {
 public:
  static constexpr std::size_t kQueuedWorkMax = 1024;

  // Runs on the writer's thread in a transaction it may share with others; an error undoes this work alone.
  using Work = std::function<Status(Transaction&)>;
  // Called once on the writer's thread: ok only when the work is on disk.
  using Done = std::function<void(Status)>;

  virtual ~Store() = default;  // drains

  virtual Result<std::unique_ptr<Snapshot>> snapshot() = 0;
  // kBusy when kQueuedWorkMax works wait or after drain(); `done` is then not called. A work is run once: it may use up
  // what it was given.
  virtual Status submit(Work work, Done done) = 0;
  // Finishes what was submitted, refuses what comes later.
  virtual void drain() = 0;

  // submit() and wait. Never from the writer's thread.
  Status write(const Work& work);
};

}  // namespace xinqiao::server
