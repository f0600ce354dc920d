#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/limits.h"
#include "storage/own_log/own_change.h"
#include "storage/sqlite/sqlite.h"
#include "storage/vault.h"
#include "wire/rescue_key.h"
#include "xinqiao/v1/change.pb.h"
#include "xinqiao/v1/local.pb.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao {

// The changes written on this device, in batches: sealed once with the batch's key, which lies sealed
// twice, with the data key and with the rescue key. Nothing unsent is ever deleted here.
// Thread rule: the connection's.
class OwnLog {
 public:
  // A batch is closed once it holds `batch_bytes`; 0: limits::kBatchBytes.
  OwnLog(sqlite::Connection& connection, const Vault& vault, Random& random, std::uint32_t batch_bytes = 0)
      : connection_(connection),
        vault_(vault),
        random_(random),
        batch_bytes_(batch_bytes == 0 ? limits::kBatchBytes : batch_bytes) {}

  // What a batch needs besides its changes.
  struct Author {
    Id organisation;
    Id incarnation;
    Id person;
    wire::RescueKey rescue;
  };

  // Where the newest change stands in the chain.
  struct Tip {
    std::uint64_t next_seq = 1;
    Bytes chain;
  };

  // Appends one transaction, giving each change its id; inside the caller's SQLite transaction.
  Status append(std::vector<Change>& transaction, const Author& author, Tip& tip);

  // Own changes shown over base (waiting, accepted and awaiting), in order. What lets go shows nothing.
  Result<std::vector<OwnChange>> overlay(const Id& record);
  Result<std::map<Id, std::vector<OwnChange>>> overlay_of_all();
  // Every own change of a record, in order, whatever became of it.
  Result<std::vector<OwnChange>> all_of(const Id& record);
  // The change with this seq; nothing when it cannot be read.
  Result<std::optional<OwnChange>> at(std::uint64_t seq);
  // A part of what was accepted up to this organisation seq and is not part of base yet, in that order.
  struct AcceptedPart {
    std::vector<OwnChange> changes;
    std::pair<std::uint64_t, std::uint64_t> last;  // organisation seq and seq: where the next part begins
    bool more = false;
  };
  static constexpr std::uint32_t kAcceptedPart = 128;
  Result<AcceptedPart> accepted_up_to(std::uint64_t org_seq, std::pair<std::uint64_t, std::uint64_t> after);
  // What was replaced stays so, unless it is accepted after all; what is part of base does, told again of its place.
  Status mark(std::uint64_t seq, OwnState state, std::uint32_t reason, std::uint64_t org_seq, Stamp effective);
  // Refused changes of the record whose place a later own one takes. `exists`: the server has said something of it.
  Status note_replaced(const Id& record, bool exists);
  // A later one takes its place no more: what is marked next holds.
  Status note_not_replaced(std::uint64_t seq);
  Result<bool> has_refused(const Id& record);
  // Something was saved together with this change.
  Result<bool> is_of_several(std::uint64_t seq);
  // Something of it that the server has not answered for may have reached it.
  Result<bool> may_have_arrived(const Id& record);
  // What the office said of a refused change; empty for nothing.
  Result<std::string> why(std::uint64_t seq);
  Status settle(std::uint64_t seq);
  // What was accepted, is not part of base yet, and no complete pull has passed (up to the organisation seq `passed`),
  // under this incarnation; not more than limits::kHeldRuns, the lowest.
  Result<std::vector<v1::HeldRun>> held(const Id& incarnation, std::uint64_t passed);

  struct Counts {
    std::uint64_t waiting = 0;
    std::uint64_t refused = 0;
    std::uint64_t unanswered = 0;  // of all batches that are to be sent, whatever was said of them before
  };
  Result<Counts> counts();

  // Unanswered batches from `first_seq` on, whole, until they hold `max_bytes`; at least one. They are
  // frozen by this. Changes are in full form.
  struct Outgoing {
    v1::Batch batch;  // without its signature
    Bytes chain;      // value after its last change, which a signature is of
    std::vector<std::uint64_t> seqs;
    std::vector<ChangeId> ids;
    std::optional<v1::Receipt> receipt;  // of outgoing(): what the server answered before it was restored
  };
  // What cannot be read ends them; when nothing comes before it, one batch from behind it goes if `past_damage`.
  Result<std::vector<Outgoing>> outgoing(std::size_t max_bytes, bool past_damage = true) {
    return outgoing_behind(0, max_bytes, past_damage);
  }
  // The same of those that begin behind this seq.
  Result<std::vector<Outgoing>> outgoing_behind(std::uint64_t seq, std::size_t max_bytes, bool past_damage);
  Result<bool> has_batches();
  Result<bool> has_unanswered();
  // outgoing() would answer with something.
  Result<bool> has_sendable(bool past_damage);

  // Changes of unanswered batches that cannot be read whole, and so many that wait behind or before them.
  struct Stuck {
    std::uint64_t damaged = 0;
    std::uint64_t behind = 0;
  };
  Result<Stuck> stuck();
  struct Unreadable {
    std::uint64_t seq = 0;
    Id record;
  };
  Result<std::vector<Unreadable>> damaged();
  // The same of what accepted_up_to() leaves out.
  Result<std::vector<Unreadable>> damaged_accepted(std::uint64_t org_seq);
  // Something was written of the record here, readable or not.
  Result<bool> has_any(const Id& record);
  static constexpr std::uint64_t kAll = INT64_MAX;  // beyond every seq
  // Unanswered batches that cannot be read and begin before this seq.
  Result<std::vector<std::uint64_t>> damaged_before(std::uint64_t first_seq);
  // The server's chain goes on behind this damaged batch: it is not sent any more. Answers with what can be read in it,
  // to be written anew. Inside the caller's SQLite transaction.
  Result<std::vector<Change>> give_up(std::uint64_t first_seq);
  // The receipt is kept sealed: it may hold the office's words.
  Status answered(std::uint64_t first_seq, BytesView receipt);
  // The incarnation's batches that the server has answered for and that begin in this range of seqs, in order.
  Result<std::vector<Outgoing>> answered_batches(const Id& incarnation, std::uint64_t first_seq, std::uint32_t count);
  // The server lacks what follows: everything kept from `seq` on is to be sent again.
  Status send_again_from(std::uint64_t seq);
  // The server was restored to this organisation seq: batches with anything beyond it are to be sent again, and what
  // was accepted beyond it is shown from here until it is part of base again.
  Status send_again_beyond(std::uint64_t org_seq);
  // The server holds other changes after `common`: what is here after it goes on under a new incarnation, drawn now
  // and returned, and all of it is to be sent again, acknowledged or not. Changes, ids and states stay. kCorrupt when
  // nothing is here after it. Inside the caller's SQLite transaction; `author.incarnation` is not looked at.
  Result<Id> continue_after(std::uint64_t common, Author author);
  // The name this log began under, as a server is to know it; nothing while nothing was written.
  Result<std::optional<Id>> first_name();
  // Changes that were not taken, or wait for their record, in order; not more than `limit`.
  Result<std::vector<OwnChange>> refused(std::uint32_t limit);
  // After a rollback: what was remembered of batches may never have been written.
  void forget() {
    headers_.clear();
    sound_ = 0;
  }
  // An own change of the record that the server has not answered for.
  Result<bool> waits(const Id& record, ChangeId id);

 private:
  struct Open;    // the batch that still grows
  struct Rename;  // what every batch after a fork needs
  Result<v1::SealedHeader> header(std::uint64_t first_seq);
  // Until another is asked for.
  Result<const v1::SealedHeader*> kept_header(std::uint64_t first_seq);
  // A new batch, without changes yet; or one under another name. To be sent.
  Status put_batch(const v1::SealedHeader& header, const Author& author);
  // The batch now has `count` changes, and ends with `chain`.
  Status end_batch(const v1::SealedHeader& header, std::uint32_t count, std::uint64_t bytes, BytesView chain,
                   const Author& author);
  Result<Open> open_batch_for(const std::vector<Change>& transaction, const Author& author, const Tip& tip);
  Result<OwnChange> read(sqlite::Statement& query);
  Result<std::vector<OwnChange>> read_all(sqlite::Statement& query);
  Result<Outgoing> read_batch(std::uint64_t first_seq);
  // First seqs and bytes of those that begin before this seq, in order.
  Result<std::vector<std::pair<std::uint64_t, std::uint64_t>>> unanswered(std::uint64_t before);
  Result<bool> can_be_read(std::uint64_t first_seq);
  Result<std::optional<v1::Receipt>> receipt_of(std::uint64_t first_seq);
  Result<std::uint64_t> start_of_transaction(std::uint64_t seq);
  Result<v1::Parent> parent_at(std::uint64_t common);
  Status rename_batch(std::uint64_t first_seq, Rename& rename);
  Status shorten(v1::SealedHeader header, const v1::Batch& batch, int count, BytesView chain, const Author& author);
  Status move_changes(const Outgoing& from, int skip, const v1::SealedHeader& to);

  sqlite::Connection& connection_;
  const Vault& vault_;
  Random& random_;
  const std::uint64_t batch_bytes_;
  std::unordered_map<std::uint64_t, v1::SealedHeader> headers_;  // opened lately, a few
  std::uint64_t sound_ = 0;  // the open batch that was read whole: what is added to a damaged one could not be sent
};

OwnLog::Author author_of(const v1::Identity& identity, BytesView incarnation);

}  // namespace xinqiao
