#include "service/decide/decision.h"

#include <algorithm>

#include "base/limits.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "model/schema.h"
#include "model/validate/validate.h"
#include "xinqiao/v1/held.pb.h"

namespace xinqiao::server {
namespace {

static_assert(int{v1::Decision::kChangeFieldNumber} == int{v1::HeldChange::kChangeFieldNumber});
static_assert(int{v1::Decision::kChangeFieldNumber} == int{v1::Gap::kChangeFieldNumber});
static_assert(int{v1::Decision::kChangeFieldNumber} == int{v1::Release::kChangeFieldNumber});

const Head* standing_head(const RecordState& state, std::uint32_t number) {
  const auto group = state.groups.find(number);
  if (group == state.groups.end() || group->second.heads.empty()) return nullptr;
  return &standing(group->second, schema::find_kind(schema::kDecisionKind)->message->find(number));
}

Bytes text_of(const Head* head) { return head == nullptr || !head->value ? "" : read_bytes(*head->value).value_or(""); }

// Cut between characters.
std::string shortened(std::string text) {
  if (text.size() <= limits::kWhyBytes) return text;
  std::size_t end = limits::kWhyBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::optional<Decision> read_decision(const RecordState& state) {
  const Head* verdict = standing_head(state, v1::Decision::kVerdictFieldNumber);
  const auto value = verdict == nullptr || !verdict->value ? 0 : read_varint(*verdict->value).value_or(0);
  if (value != v1::DECISION_VERDICT_ACCEPT && value != v1::DECISION_VERDICT_RETURN) return std::nullopt;
  Decision decision;
  decision.accepts = value == v1::DECISION_VERDICT_ACCEPT;
  decision.by = verdict->author;
  decision.at_ms = stamp_ms(verdict->effective);
  if (!decision.accepts) decision.why = shortened(text_of(standing_head(state, v1::Decision::kWhyFieldNumber)));
  return decision;
}

}  // namespace

Id id_about(const Identity& identity, std::uint32_t kind, ChangeId change) {
  Bytes id;
  append_u64(id, change);
  Fields fields;
  write_bytes(fields[v1::Decision::kChangeFieldNumber], v1::Decision::kChangeFieldNumber, id);
  return Id::derived(identity.natural_key, *natural_key(*schema::find_kind(kind), fields));
}

Result<std::optional<ChangeId>> change_decided(const Identity& identity, const StoredRecord& record) {
  XQ_ASSIGN(const auto state, decode_state(record.state));
  const Bytes id = text_of(standing_head(state, v1::Decision::kChangeFieldNumber));
  if (id.size() != sizeof(ChangeId)) return std::optional<ChangeId>();
  const ChangeId change = read_u64(id);
  if (id_about(identity, schema::kDecisionKind, change) != record.id) return std::optional<ChangeId>();
  return std::optional(change);
}

Result<std::optional<Decision>> find_decision(Snapshot& snapshot, const Identity& identity,
                                              std::span<const Change> transaction) {
  std::vector<Id> ids;
  ids.reserve(transaction.size());
  for (const Change& change : transaction) ids.push_back(id_about(identity, schema::kDecisionKind, change.id));
  XQ_ASSIGN(const auto rows, snapshot.records(ids));
  std::optional<Decision> found;
  for (const StoredRecord& row : rows) {
    if (row.kind != schema::kDecisionKind) continue;
    XQ_ASSIGN(const auto state, decode_state(row.state));
    auto decision = read_decision(state);
    if (decision && (!found || (decision->accepts && !found->accepts))) found = std::move(decision);
  }
  return found;
}

bool counts_for(const Decision& decision, std::span<const Judgement> transaction) {
  return std::ranges::none_of(transaction, [&](const Judgement& one) {
    if (one.reason == v1::REASON_WITHDRAWN) return false;
    return decision.accepts ? one.verdict > v1::VERDICT_QUARANTINED : one.reason == v1::REASON_BEHIND_REFUSED;
  });
}

Judgement judgement_of(const Decision& decision) {
  if (decision.accepts) return {};
  return {v1::VERDICT_REJECTED, v1::REASON_RETURNED, 0};
}

}  // namespace xinqiao::server
