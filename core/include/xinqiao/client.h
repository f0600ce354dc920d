#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/platform/clock.h"
#include "base/platform/file_system.h"
#include "base/platform/random.h"
#include "base/platform/transport.h"
#include "base/result.h"
#include "base/stamp.h"
#include "domain/assessment.h"
#include "domain/due.h"
#include "domain/festival.h"
#include "domain/report/reports.h"
#include "domain/search/search.h"
#include "model/fields.h"

namespace xinqiao {

// What the core takes from the world. All of it outlives the client.
struct Environment {
  Clock& clock;
  Random& random;
  FileSystem& files;
  const char* sqlite_vfs = nullptr;  // null: SQLite's own
  // For tests of what else takes a day's work: smaller batches and requests. 0: as in base/limits.h.
  std::uint32_t batch_bytes = 0;
  std::uint32_t page_bytes_max = 0;
};

struct OpenOptions {
  std::string folder;
  std::string pin;                   // empty: a 0600 key file beside the database
  std::int64_t lock_wait_ms = 3000;  // for another process that holds the folder
};

struct Identity {
  Id person;
  std::string person_name;
  std::uint32_t role = 0;  // v1::PostRole
  Id organisation;
  std::string organisation_name;
  std::uint32_t device = 0;
};

// Where the server is and by which key it is known.
struct ServerAddress {
  std::string url;
  Bytes pin;  // SHA-256 of its public key
};

// A record as people see it.
struct Shown {
  Id id;
  std::uint32_t kind = 0;
  Fields fields;                        // standing values
  std::vector<std::uint32_t> clashing;  // groups with two or more different values
  bool deleted = false;
  bool unsent = false;
  // The server took none of it: "quarantined", "rejected", "parked"; the fields are what the author wrote.
  std::string refused;
  std::string reason;
};

// One change as it was written.
struct WrittenChange {
  ChangeId id = 0;
  Id record;
  std::uint32_t kind = 0;
  Fields set;
  std::vector<std::uint32_t> cleared;
  bool deletes = false;
  bool cut = false;       // some fields are too large to be told
  bool replaced = false;  // its author has written it anew or let it go
  Id by{};                // of what was lost: whose it was; nil: the whole item's author
  std::int64_t at_ms = 0;
};

// Something of one's own that the server did not take as it is, also what the person wrote on another device (state
// "elsewhere", or "elsewhere-undecided" while the office is to decide); for an office, what waits for it, and devices
// of which two copies are in use ("copied", under the device record's id); what a restored server lost ("lost"), and
// what cannot be read here any more ("damaged"), both under the record's id.
struct Attention {
  Id id;  // the same for its author and for the office
  Id record;
  std::uint32_t kind = 0;
  std::string state;
  std::string reason;  // in plain words, with what to do
  Id by;
  std::int64_t at_ms = 0;
  bool for_office = false;
  std::vector<WrittenChange> changes;  // of one's own the one that was refused
  std::vector<WrittenChange> behind;   // what waits with them
  // Of a gap ("gap", or "forked" when other changes stand there), for release().
  std::uint64_t missing = 0;
  std::uint64_t waiting = 0;
};

// What a form shows when it is opened. A save through it names exactly what the person saw, whatever
// has come in between.
struct Draft {
  Id id;
  std::uint32_t kind = 0;
  Fields shown;
  std::map<std::uint32_t, std::vector<ChangeId>> seen;  // group -> ids of the heads with the value shown
  std::vector<ChangeId> heads;                          // all of all groups, for a deletion
  bool deleted = false;                                 // shown as deleted already
  std::uint32_t device = 0;                             // that opened it; 0: nobody asks

  Bytes encode() const;
  static Result<Draft> decode(BytesView bytes);
};

struct Edit {
  Draft draft;  // draft.kind set; draft.seen empty for a new record
  bool create = false;
  // A record kept from elsewhere (import): nothing is filled in, and what people wrote after `entered_ms` stays.
  bool as_given = false;
  std::int64_t entered_ms = 0;  // of as_given: when it was written down; 0: not known, only what is empty is filled
  bool decides = false;         // a clash: written also when it is what is shown
  bool repeats = false;         // values that were taken before, by whatever rules: from resolve() and put_back() alone
  bool is_verdict = false;      // an office's decision or release: from decide() and release() alone
  bool puts_back = false;       // what a restored server lost: with `create`, over what is here of the record
  Fields set;
  std::vector<std::uint32_t> cleared;
  bool deletes = false;
  std::vector<ChangeId> lets_go;  // own changes of the record that were sent back, ascending: from let_go() alone
  std::uint32_t kept = 0;         // told by save(): see Saved::kept
};

struct HistoryLine {
  std::uint32_t field = 0;  // 0: the record itself; a value: deleted, none: kept
  Bytes value;              // empty: cleared
  Id by;
  std::int64_t at_ms = 0;
  bool shown = false;
  bool head = false;
  bool own = false;
  std::string state;
  std::string reason;
};

// What stood in somebody's form before.
struct SeenValue {
  Bytes value;  // empty: cleared
  Id by;
  std::int64_t at_ms = 0;
};

struct ClashValue {
  ChangeId id = 0;
  Bytes value;
  Id by;
  std::int64_t at_ms = 0;
  bool shown = false;
  std::vector<SeenValue> saw;  // what its author had before them; empty: nothing, or not known here (yet)
};

struct Clash {
  std::uint64_t id = 0;
  Id record;
  std::uint32_t kind = 0;
  std::uint32_t field = 0;
  std::vector<ClashValue> values;  // in the same order on every replica
};

// How a person decides a clash.
struct Resolution {
  enum class How { kKeep, kTake, kValue };
  How how = How::kKeep;   // keep the value shown
  std::size_t index = 0;  // kTake: of Clash::values
  Bytes value;            // kValue: the field with its tag; of a deletion's clash there is none
  // Ids of the values that the person looked at, as listed; empty: those of the last remembered listing. Nobody
  // decides what they have not looked at.
  std::vector<ChangeId> looked_at;
  bool only_check = false;  // whether it may be decided now; writes nothing
};

struct StatusReport {
  std::uint64_t unsent = 0;
  std::uint64_t needs_attention = 0;
  std::uint64_t clashes = 0;
  std::int64_t clock_offset_ms = 0;
  bool clock_offset_known = false;
  std::int64_t last_sync_ms = 0;
  bool complete = false;
  std::uint64_t records = 0;
};

// Changes; `pulled` records.
struct SyncReport {
  std::uint64_t pushed = 0;
  std::uint64_t accepted = 0;
  std::uint64_t clashed = 0;  // of those accepted, the ones that now stand in a clash
  std::uint64_t quarantined = 0;
  std::uint64_t rejected = 0;
  std::uint64_t pulled = 0;
  std::uint64_t requests = 0;
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
  std::uint64_t ms = 0;
  bool later = false;  // the server was restored and waits for an office: new work stays here until then
  // Own changes that cannot be read here any more and were not sent, and those that wait for them.
  std::uint64_t damaged = 0;
  std::uint64_t behind = 0;
};

using Progress = std::function<void(const char* stage, std::uint64_t done, std::uint64_t total)>;
// Waits that long; false when the caller wants to stop. Injected so that tests never sleep.
using WaitFor = std::function<bool(std::int64_t ms)>;

// One data folder of one person on one device. Records are saved and read offline; sync() reconciles.
// Thread rule: one thread at a time. Lifetime: holds the folder's lock until destroyed.
// Every method that saves returns only when the work would survive a power cut.
class Client {
 public:
  static Result<std::unique_ptr<Client>> open(const OpenOptions& options, const Environment& environment);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool enrolled() const;
  Result<Identity> identity() const;
  Result<ServerAddress> server() const;
  // Where a code leads, before it is used.
  static Result<ServerAddress> server_of(std::string_view code);
  // A repeat after a lost answer is safe. kRefused when this folder is enrolled already.
  Result<Identity> enroll(std::string_view code, std::string_view label, Transport& transport);

  // kNotFound when nothing was ever heard of the record here.
  Result<std::uint32_t> kind_of(const Id& id) const;
  // kNotFound when this device does not hold the record.
  Result<Draft> open_draft(const Id& id) const;
  // A form for a new record: its id is fresh, or derived when the kind has a natural key in `set` at save.
  Result<Draft> new_draft(std::uint32_t kind, const Id& id = {}) const;
  struct SaveOptions {
    // Fields equal to what is shown are left out, a record that exists is edited instead of created, and
    // an edit that changes nothing is skipped.
    bool skip_equal = false;
    // Each edit is a transaction of its own on the server. Otherwise they are taken or refused together.
    bool apart = false;
    // Where to tell which of the edits an error is about; left alone when it is about all of them.
    std::size_t* failed = nullptr;
  };
  // All on the disk, or none. Fills defaults (time, person, copied child). Answers with the ids in order.
  struct Saved {
    std::vector<Id> ids;
    std::uint32_t written = 0;
    std::uint32_t kept = 0;  // fields of as_given edits that differ from what is newer here, and were not written
    // What is unlikely in what was written, and was saved all the same.
    struct Warning {
      std::size_t edit = 0;
      std::string field;
      std::string zh;
      std::string en;
    };
    std::vector<Warning> warnings{};
  };
  Result<Saved> save(std::vector<Edit> edits, SaveOptions options);
  Result<Saved> save(std::vector<Edit> edits) { return save(std::move(edits), SaveOptions()); }

  Result<Shown> get(const Id& id) const;
  struct Page {
    std::vector<Shown> records;
    bool more = false;
  };
  // By id; `kind` 0: every kind. Deleted records are left out, and those of a child whose archive is deleted.
  Result<Page> list(std::uint32_t kind, const Id& child, const Id& after, std::uint32_t limit) const;
  Result<std::vector<HistoryLine>> history(const Id& id) const;
  Result<std::vector<Clash>> clashes() const;
  // Keeps which values a person has been shown, for a resolve() that names none.
  Status remember_shown(const std::vector<Clash>& clashes);
  // An ordinary change that names all values of the clash as seen. kNotFound when there is no such clash (any
  // more), kRefused when it has other values now than the person looked at, or nobody has looked here.
  Result<Saved> resolve(std::uint64_t clash, const Resolution& resolution);
  Result<StatusReport> status() const;
  // Own work, one for each record, the oldest refusal first; then what waits for the office, gaps, and copied devices;
  // then what a restored server lost of others' work and this person may write. Not more than `limit` each.
  Result<std::vector<Attention>> attention(std::uint32_t limit) const;
  // Keeps what a person has been shown of what is lost: let_go() is of nothing else.
  Status remember_listed(const std::vector<Attention>& items);
  // An office's word on what waits under this id, and when it accepts, on what is listed behind it. kNotFound when
  // nothing has that id, kRefused for others than offices and when it is decided for good; a return says why.
  Result<Saved> decide(const Id& id, bool accepts, const std::string& why);
  // Writes anew, as this person's own, what a restored server lost of the record, where what people have written since
  // stays, and stands beside it where nobody can tell which had seen the other; or what they wrote elsewhere, by its
  // id. kNotFound when nothing of it is missing, kRefused while the office is to decide.
  Result<Saved> put_back(const Id& record);
  // It need not come back: what is lost, or by its id what this person wrote, here or elsewhere, and was sent back.
  // kRefused while the office is to decide, of what is lost and nobody has looked at here, and of a record nothing of
  // which was taken: that is deleted.
  Status let_go(const Id& record);
  // An office's word that what is missing in a gap will not come: what waits behind it is taken. kNotFound when there
  // is no such gap, kRefused for others than offices and when nothing waits behind it any more.
  Result<Saved> release(const Id& id);
  struct Digest {
    Bytes value;
    std::uint64_t records = 0;
  };
  Result<Digest> digest() const;
  Id derived_id(std::uint32_t kind, const std::vector<Bytes>& parts) const;

  // Lists and reckonings over what this device holds (docs/schemes.md). They gather what has changed since the last and
  // keep it, so that one after a save is quick.
  // Does that alone; answers with the number of children.
  Result<std::size_t> gather();
  Result<domain::Assessment> assess(std::uint32_t school_year);
  struct Due {
    china_time::Day day = 0;
    std::vector<domain::DueLine> lines;
  };
  Result<Due> due(china_time::Day day);  // 0: today
  Result<std::vector<domain::Rule>> schedule();
  struct Festival {
    domain::Season season;
    china_time::Day day = 0;
    std::vector<domain::FestivalLine> lines;
  };
  // `year` 0: the season of the day, or the next; `day` 0: today. kInvalid outside 2020-2100.
  Result<Festival> festival(std::uint32_t year, china_time::Day day);
  // kInvalid without a word to look for.
  Result<std::vector<domain::Found>> search(std::string_view text, std::size_t limit);
  // `asked.day` 0: today. kNotFound when there is no report of that name, or no such child here; kInvalid
  // when it is of one child and none is named.
  Result<domain::Report> report(std::string_view name, domain::Asked asked);

  // Until nothing is left to send or to pull. Without a server gives up after `give_up_ms`: kNetwork.
  Result<SyncReport> sync(Transport& transport, const WaitFor& wait, std::int64_t give_up_ms, const Progress& progress);

  // All own work that is kept into a file sealed to the server; needs neither PIN nor schema nor a login. Written also
  // when some of it cannot be read.
  struct Rescued {
    std::uint64_t changes = 0;  // in the file, whole
    std::uint64_t bytes = 0;
    std::uint64_t unsent = 0;    // of these, those the server has not answered for
    std::uint64_t missing = 0;   // could not be read
    std::uint64_t left_out = 0;  // answered for long ago, and too much for one file
  };
  static Result<Rescued> rescue(const std::string& folder, const std::string& file, const Environment& environment);

 private:
  struct Parts;
  explicit Client(std::unique_ptr<Parts> parts);
  // By the best guess of the true time.
  Result<china_time::Day> today() const;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao
