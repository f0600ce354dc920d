#include "service/organisation/server_writer.h"

#include <algorithm>

#include "base/limits.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "service/decide/amend.h"
#include "service/push/push.h"

namespace xinqiao::server {
namespace {

// What no device writes: a field that the record has no more is cleared.
void clear_the_rest(const OwnRecord& record, const RecordState& state, Change& change) {
  for (const auto& [number, group] : state.groups) {
    if (number == kDeletedGroup || record.fields.contains(number)) continue;
    if (group.heads.empty() || !standing(group, nullptr).value) continue;
    change.groups.push_back({number, std::nullopt, shown_ids(group, nullptr), {}});
  }
  std::ranges::sort(change.groups, {}, &TouchedGroup::number);
}

// Fields that already stand are left alone; what is written has seen what stood.
Result<Change> to_change(const OwnRecord& record, const std::vector<StoredRecord>& stored, std::int64_t now_ms) {
  Change change;
  change.record = record.id;
  change.written = stamp_at(now_ms);
  const auto found = std::find_if(stored.begin(), stored.end(), [&](const auto& row) { return row.id == record.id; });
  RecordState state;
  if (found == stored.end() || found->kind == 0) change.kind = record.kind;
  if (found != stored.end()) {
    XQ_ASSIGN(state, decode_state(found->state));
  }
  for (const auto& [number, value] : record.fields) {
    TouchedGroup group{number, value, {}, {}};
    if (const auto stands = state.groups.find(number); stands != state.groups.end()) {
      group.seen = shown_ids(stands->second, nullptr);
      if (!stands->second.heads.empty() && standing(stands->second, nullptr).value == value) continue;
    }
    change.groups.push_back(std::move(group));
  }
  if (schema::is_of_server(record.kind)) clear_the_rest(record, state, change);
  return change;
}

Result<Incarnation> own_incarnation(Transaction& transaction, const Identity& identity) {
  XQ_ASSIGN(auto stored, transaction.incarnation(identity.incarnation));
  if (stored) return std::move(*stored);
  Incarnation fresh;
  fresh.id = identity.incarnation;
  fresh.tip_chain = wire::chain_start(identity.incarnation);
  return fresh;
}

// Signed as a device signs; opened as a device's would be, so that both come out alike.
Result<PlannedBatch> sign(const Incarnation& incarnation, const Identity& identity, const std::vector<Change>& changes,
                          std::int64_t now_ms, Random& random) {
  const wire::BatchContext context{identity.id, static_cast<std::uint64_t>(std::max<std::int64_t>(now_ms, 0))};
  v1::Batch batch;
  batch.set_incarnation(incarnation.id.str());
  batch.set_first_seq(incarnation.tip_seq + 1);
  batch.set_previous(incarnation.tip_seq == 0 ? 0 : wire::id_at(incarnation.tip_chain));
  batch.set_secret(random.bytes(16));
  batch.set_base_ms(context.base_ms);
  batch.set_author(identity.id.str());
  for (const Change& change : changes) *batch.add_changes() = wire::pack(change, context, false);

  PlannedBatch planned;
  XQ_ASSIGN(planned.opened, wire::open_batch(batch, incarnation.tip_chain, identity.id, nullptr));
  planned.opened.signature =
      crypto::sign(identity.sign_keys.secret_key,
                   wire::signed_text(identity.id, incarnation.id, batch.first_seq(),
                                     static_cast<std::uint32_t>(changes.size()), planned.opened.chain.back()));
  batch.set_signature(planned.opened.signature);
  planned.bytes = batch.SerializeAsString();
  planned.incarnation = incarnation;
  planned.violations.resize(changes.size());
  planned.fresh = true;
  return planned;
}

// No honest device edits what the server alone writes. Judged, each such edit would be told of in a record that another
// may wait for: whoever writes many could drive the server into as many steps, one inside the other.
std::vector<LoggedChange> without_own(std::vector<LoggedChange> awaited, const std::vector<OwnRecord>& written) {
  std::erase_if(awaited, [&](const LoggedChange& row) {
    const auto record = std::ranges::find(written, row.record, &OwnRecord::id);
    return record != written.end() && schema::is_of_server(record->kind);
  });
  return awaited;
}

// A device can begin a record under an id that the server would give one of its own. That record stays as it is: the
// server leaves out what it would have told there, and refuses nobody's work over it.
bool is_taken(const OwnRecord& record, const std::vector<StoredRecord>& stored) {
  const auto found = std::ranges::find(stored, record.id, &StoredRecord::id);
  return found != stored.end() && found->kind != 0 && found->kind != record.kind;
}

}  // namespace

Status append_own(Transaction& transaction, const Identity& identity, const std::vector<OwnRecord>& records,
                  std::int64_t now_ms, Random& random) {
  if (records.size() > limits::kTransactionChanges) return Error{ErrorCode::kTooLarge, "too many records at once"};
  std::vector<Id> ids;
  ids.reserve(records.size());
  for (const OwnRecord& record : records) ids.push_back(record.id);
  XQ_ASSIGN(const auto stored, transaction.records(ids));
  std::vector<Change> changes;
  for (const OwnRecord& record : records) {
    if (is_taken(record, stored)) continue;
    XQ_ASSIGN(auto change, to_change(record, stored, now_ms));
    if (!change.groups.empty()) changes.push_back(std::move(change));
  }
  if (changes.empty()) return {};
  if (changes.size() > 1) changes.front().transaction = static_cast<std::uint32_t>(changes.size());

  XQ_ASSIGN(const auto incarnation, own_incarnation(transaction, identity));
  PushPlan plan;
  XQ_ASSIGN(auto planned, sign(incarnation, identity, changes, now_ms, random));
  plan.batches.push_back(std::move(planned));
  const Author author{.person = identity.id, .power = Power::kAll, .is_server = true};
  XQ_ASSIGN(const auto answer, take_batches(transaction, identity, author, plan, now_ms));
  if (answer.accepted.changes.size() != changes.size())
    return Error{ErrorCode::kInternal, "the server refused its own change"};
  const std::vector<LoggedChange> awaited = without_own(answer.aftermath.awaited, records);
  return awaited.empty() ? Status() : Amender(transaction, identity, now_ms, random).judge_again(awaited);
}

}  // namespace xinqiao::server
