#include "sync/request.h"

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "base/planted.h"
#include "model/fields.h"
#include "sync/pieces.h"

namespace xinqiao::sync {
namespace {

constexpr std::uint32_t kWireVersion = 1;

// Leaves out what the server can tell: the author, who is the device's person, and the record of a
// change whose first seen change the server has (not one that still waits, unless it comes before in
// this very batch).
Status abbreviate(OwnLog& own, v1::Batch& batch, const std::vector<ChangeId>& ids, const std::string& device_person) {
  if (batch.author() == device_person) batch.clear_author();
  std::unordered_set<ChangeId> earlier;
  for (int i = 0; i < batch.changes_size(); ++i) {
    auto& change = *batch.mutable_changes(i);
    if (change.seen_size() > 0) {
      XQ_ASSIGN(const bool waits, own.waits(Id::from_bytes(change.record()), change.seen(0)));
      if (!waits || earlier.contains(change.seen(0))) change.clear_record();
    }
    earlier.insert(ids[static_cast<std::size_t>(i)]);
  }
  return {};
}

// What a receipt is read with.
v1::Batch without_values(const v1::Batch& batch) {
  v1::Batch out;
  out.set_incarnation(batch.incarnation());
  out.set_first_seq(batch.first_seq());
  out.set_author(batch.author());
  out.set_base_ms(batch.base_ms());
  for (const auto& change : batch.changes()) {
    auto& left = *out.add_changes();
    left.set_record(change.record());
    left.set_after_ms(change.after_ms());
    left.set_counter(change.counter());
    left.set_transaction(change.transaction());
  }
  return out;
}

// Of what was sent; `from` needs them no more.
void keep_created(v1::Batch& from, v1::Batch& to) {
  for (int i = 0; i < from.changes_size(); ++i) {
    auto& change = *from.mutable_changes(i);
    if (!creates(change)) continue;
    auto& kept = *to.mutable_changes(i);
    kept.set_kind(change.kind());
    kept.mutable_set()->swap(*change.mutable_set());
    kept.mutable_cleared()->Swap(change.mutable_cleared());
  }
}

void forget_values(std::vector<OwnLog::Outgoing>& batches) {
  for (auto& outgoing : batches) {
    for (auto& change : *outgoing.batch.mutable_changes()) {
      Bytes().swap(*change.mutable_set());
      change.clear_cleared();
    }
  }
}

// A day's work does not grow into its place by being copied.
std::size_t room_for(const std::vector<OwnLog::Outgoing>& batches, std::size_t max_bytes) {
  constexpr std::size_t kBeside = 1024;
  std::size_t bytes = 0;
  for (const auto& outgoing : batches) bytes += outgoing.batch.ByteSizeLong();
  return std::min(bytes, max_bytes) + kBeside;
}

// In order, as few as they are, and not more than there may be.
void join_runs(std::vector<v1::HeldRun>& runs) {
  std::ranges::sort(runs, {}, &v1::HeldRun::first);
  std::vector<v1::HeldRun> joined;
  for (v1::HeldRun& run : runs) {
    if (joined.empty() || joined.back().last() + 1 != run.first()) {
      joined.push_back(std::move(run));
    } else {
      joined.back().set_last(run.last());
      joined.back().set_id(run.id());
    }
  }
  joined.resize(std::min(joined.size(), limits::kHeldRuns));
  runs = std::move(joined);
}

// True: with it the server has the whole.
bool add_piece(const Bytes& batch, Sent& sending, std::size_t max_bytes, v1::SyncRequest& request) {
  v1::Fragment& piece = *request.add_fragments();
  piece = cut_piece(batch, sending.need, max_bytes);
  const bool ends = piece.offset() + piece.data().size() == batch.size();
  sending.piece.set_hash(piece.hash());
  sending.piece.set_offset(piece.offset());
  return ends;
}

}  // namespace

bool creates(const v1::Change& change) {
  return change.kind() != 0 && change.seen().empty() && change.covers().empty() && !change.deletes();
}

Result<Bytes> build_request(LocalStore& store, const v1::SyncState& state, const v1::WriterState& writer, Sent& sending,
                            std::uint32_t max_bytes, bool full_form, const std::vector<v1::HeldRun>& under_way) {
  Bytes packed;  // batches, which are large, are written into it one by one
  packed.reserve(room_for(sending.batches, max_bytes));
  v1::SyncRequest request;
  auto& hello = *request.mutable_hello();
  hello.set_wire_version(kWireVersion);
  hello.set_incarnation(writer.incarnation());
  hello.set_epoch(state.epoch());
  request.set_cursor(state.cursor());
  request.set_max_bytes(max_bytes);
  std::string person;
  if (!sending.batches.empty() && !full_form) {
    XQ_ASSIGN(const auto identity, store.meta().identity(store.vault()));
    person = identity.person();
  }
  std::uint64_t sent = 0;
  std::size_t total = 0;
  std::size_t carried = 0;
  for (auto& outgoing : sending.batches) {
    v1::Batch batch = without_values(outgoing.batch);
    batch.Swap(&outgoing.batch);
    // What was answered before is for a server that may lack what it refers to.
    if (!full_form && !outgoing.receipt) XQ_TRY(abbreviate(store.own(), batch, outgoing.ids, person));
    const Bytes bytes = batch.SerializeAsString();
    keep_created(batch, outgoing.batch);
    const std::size_t size = bytes.size() + (outgoing.receipt ? outgoing.receipt->ByteSizeLong() : 0);
    if (carried > 0 && total + size > max_bytes) break;
    total += size;
    ++carried;
    if (outgoing.receipt && !planted(Bug::kNoReceiptShown)) *request.add_receipts() = *outgoing.receipt;
    const bool in_pieces = bytes.size() > max_bytes;
    const bool whole = !in_pieces || add_piece(bytes, sending, max_bytes, request);
    if (whole) sent += outgoing.seqs.size();
    if (in_pieces) break;  // a piece goes alone
    write_bytes(packed, v1::SyncRequest::kBatchesFieldNumber, bytes);
  }
  sending.batches.resize(carried);
  XQ_ASSIGN(const auto counts, store.own().counts());
  for (const auto& run : under_way) sent += run.last() - run.first() + 1;
  hello.set_unsent(counts.unanswered > sent ? counts.unanswered - sent : 0);
  // What others wrote over own changes that still wait here would stand beside them.
  sending.pushes_only = !sending.batches.empty() && hello.unsent() > 0;
  request.set_want(sending.pushes_only ? v1::WANT_PUSH_ONLY : v1::WANT_PULL);
  if (sending.pushes_only) forget_values(sending.batches);
  if (sending.pushes_only) return packed.append(request.SerializeAsString());
  for (const Id& record : sending.records) request.add_records(record.str());
  request.mutable_lost()->Assign(sending.lost.begin(), sending.lost.end());
  request.mutable_lost()->Add(sending.beside.begin(), sending.beside.end());
  const std::uint64_t passed = state.complete() ? state.complete_seq() : 0;
  XQ_ASSIGN(auto held, store.own().held(Id::from_bytes(writer.incarnation()), passed));
  held.insert(held.end(), state.settled().begin(), state.settled().end());
  held.insert(held.end(), under_way.begin(), under_way.end());
  join_runs(held);
  request.mutable_held()->Assign(held.begin(), held.end());
  XQ_TRY(ask_for_pieces(store, request));
  return packed.append(request.SerializeAsString());
}

}  // namespace xinqiao::sync
