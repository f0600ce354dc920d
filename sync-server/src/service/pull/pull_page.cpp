#include "service/pull/pull_page.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "base/planted.h"
#include "domain/rights.h"
#include "merge/state_codec.h"
#include "model/fields.h"
#include "model/schema.h"
#include "model/wire_reader.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::uint32_t kDeltas = v1::SyncResponse::kDeltasFieldNumber;

// The stored state is the message that is sent; the mark of entering is one field behind it.
void append_whole(const Bytes& state, bool entering, Bytes& out) {
  if (!entering) {
    write_bytes(out, kDeltas, state);
    return;
  }
  Bytes marked = state;
  write_varint(marked, v1::RecordState::kEnteringFieldNumber, 1);
  write_bytes(out, kDeltas, marked);
}

}  // namespace

Result<bool> PullPage::add(const std::vector<StoredRecord>& rows) {
  Bytes more;
  for (const StoredRecord& row : rows) {
    XQ_ASSIGN(const bool visible, scope_.may_see(row));
    if (visible) XQ_TRY(encode(row, more));
  }
  return keep(more);
}

Result<bool> PullPage::add_whole(const StoredRecord& row) {
  Bytes more;
  if (scope_.is_partial(row)) {
    XQ_TRY(encode_moved(row, 0, false, more));
  } else {
    append_whole(row.state, false, more);
  }
  return keep(more);
}

bool PullPage::keep(const Bytes& more) {
  if (more.empty()) return true;
  if (full_) return false;
  if (bytes_.size() + more.size() <= limit_.bytes) {
    bytes_ += more;
    return true;
  }
  return bytes_.empty() && keep_piece(more);
}

// From where the device goes on, when what it has is of just these bytes.
bool PullPage::keep_piece(const Bytes& more) {
  v1::Fragment piece;
  piece.set_hash(crypto::hash(more, limits::kFragmentHash));
  piece.set_total(more.size());
  for (const auto& wanted : limit_.pieces) {
    if (wanted.hash() == piece.hash() && wanted.offset() < more.size()) piece.set_offset(wanted.offset());
  }
  piece.set_data(more.substr(piece.offset(), limit_.bytes));
  write_bytes(bytes_, v1::SyncResponse::kPiecesFieldNumber, piece.SerializeAsString());
  full_ = true;
  return piece.offset() + piece.data().size() == more.size();
}

bool PullPage::enters(const StoredRecord& row) const {
  if (complete_ == 0 || planted(Bug::kEntersWithoutHistory)) return false;
  const bool of_concern = row.kind == schema::kConcernKind || row.kind == schema::kConcernStepKind;
  if (scope_.power() == Power::kAll && !of_concern) return false;
  if (row.visible_seq > complete_) return true;
  const auto child = scope_.shelves().find(Id::from_bytes(row.shelf));
  return child != scope_.shelves().end() && child->second.enter_seq > complete_;
}

Status PullPage::encode(const StoredRecord& row, Bytes& out) {
  const bool entering = enters(row);
  // The device has it from the receipt.
  if (!entering && own_.begun.contains(row.id) && row.seq == row.created_seq) return {};
  const std::uint64_t beyond = entering || row.created_seq > complete_ ? 0 : complete_;
  // Of a record with own changes that need not be told, what others wrote: an edit may have come before its creation.
  const bool in_part =
      beyond != 0 || own_.records.contains(row.id) || scope_.is_partial(row) || planted(Bug::kOwnNeverEchoed);
  if (in_part) return encode_moved(row, beyond, entering, out);
  append_whole(row.state, entering, out);
  return {};
}

bool PullPage::is_one_own_change(const StoredRecord& row) const {
  WireReader reader(row.state);
  Occurrence field;
  ChangeId id = 0;
  std::uint64_t seq = 0;
  while (reader.next(field)) {
    if (field.number == v1::RecordState::kGroupsFieldNumber) return false;
    if (field.number == v1::RecordState::kIdFieldNumber) id = field.value;
    if (field.number == v1::RecordState::kSeqFieldNumber) seq = field.value;
  }
  const auto accepted = own_.changes.find(id);
  return !reader.broken() && accepted != own_.changes.end() && accepted->second == seq &&
         !planted(Bug::kOwnNeverEchoed);
}

Status PullPage::encode_moved(const StoredRecord& row, std::uint64_t beyond, bool entering, Bytes& out) {
  if (!entering && is_one_own_change(row)) return {};
  XQ_ASSIGN(const auto state, decode_state(row.state));
  bool any = false;
  const bool partial = scope_.is_partial(row);
  const auto wanted = [&](std::uint32_t number, const GroupState& group) {
    if (group.seq <= beyond) return false;
    if (partial && !rights::is_seen_on_round(row.kind, number)) return false;
    if (group.heads.empty()) {
      any = true;
      return true;
    }
    if (planted(Bug::kOwnNeverEchoed) && group.heads.front().author == scope_.person()) return false;
    const bool alone = group.heads.size() == 1 || planted(Bug::kOwnLeftOutBesideOthers);
    const auto accepted = own_.changes.find(group.heads.front().id);
    // An own change that came behind the one that overwrites it moves the group too, and is no head of it.
    const bool moved_last = accepted != own_.changes.end() && accepted->second == group.seq;
    const bool own = alone && group.named.empty() && moved_last;
    if (own && !entering) return false;
    any = true;
    return true;
  };
  v1::RecordState message;
  encode_state(state, wanted, message);
  if (!any) return {};
  if (entering) message.set_entering(true);
  write_bytes(out, kDeltas, message.SerializeAsString());
  return {};
}

}  // namespace xinqiao::server
