#include "api/convert.h"

namespace xinqiao::api {
namespace {

const char* next_step_name(ErrorCode code) {
  switch (next_step(code)) {
    case NextStep::kFixInput:
      return "fix_input";
    case NextStep::kRetry:
      return "retry";
    case NextStep::kSignIn:
      return "sign_in";
    case NextStep::kReport:
      return "report";
  }
  return "report";
}

}  // namespace

v1::ApiResponse failure(const Error& error) {
  v1::ApiResponse response;
  auto& out = *response.mutable_error();
  out.set_code(name(error.code));
  out.set_next_step(next_step_name(error.code));
  out.set_message(error.message);
  return response;
}

Result<Id> required_id(BytesView bytes) {
  if (bytes.size() != Id::kSize) return Error{ErrorCode::kInvalid, "编号必须是 16 字节 / An id has 16 bytes"};
  return Id::from_bytes(bytes);
}

Result<Id> optional_id(BytesView bytes) {
  if (bytes.empty()) return Id();
  return required_id(bytes);
}

v1::ApiIdentity to_api(const Identity& identity) {
  v1::ApiIdentity out;
  out.set_person(identity.person.str());
  out.set_person_name(identity.person_name);
  out.set_role(identity.role);
  out.set_organisation_id(identity.organisation.str());
  out.set_organisation_name(identity.organisation_name);
  out.set_device(identity.device);
  return out;
}

v1::ApiRecord to_api(const Shown& record) {
  v1::ApiRecord out;
  out.set_id(record.id.str());
  out.set_kind(record.kind);
  out.set_fields(join_fields(record.fields));
  out.mutable_clashing()->Add(record.clashing.begin(), record.clashing.end());
  out.set_deleted(record.deleted);
  out.set_unsent(record.unsent);
  out.set_refused(record.refused);
  out.set_reason(record.reason);
  return out;
}

namespace {

v1::ApiWrittenChange to_api(const WrittenChange& change) {
  v1::ApiWrittenChange out;
  out.set_record(change.record.str());
  out.set_kind(change.kind);
  out.set_set(join_fields(change.set));
  out.mutable_cleared()->Add(change.cleared.begin(), change.cleared.end());
  out.set_deletes(change.deletes);
  out.set_cut(change.cut);
  out.set_replaced(change.replaced);
  if (!change.by.is_nil()) out.set_by(change.by.str());
  out.set_at_ms(change.at_ms);
  return out;
}

}  // namespace

v1::ApiAttention to_api(const Attention& attention) {
  v1::ApiAttention out;
  out.set_record(attention.record.str());
  out.set_kind(attention.kind);
  out.set_state(attention.state);
  out.set_reason(attention.reason);
  out.set_id(attention.id.str());
  out.set_by(attention.by.str());
  out.set_at_ms(attention.at_ms);
  out.set_for_office(attention.for_office);
  for (const WrittenChange& change : attention.changes) *out.add_changes() = to_api(change);
  for (const WrittenChange& change : attention.behind) *out.add_behind() = to_api(change);
  out.set_missing(attention.missing);
  out.set_waiting(attention.waiting);
  return out;
}

v1::ApiHistoryLine to_api(const HistoryLine& line) {
  v1::ApiHistoryLine out;
  out.set_field(line.field);
  out.set_value(line.value);
  out.set_by(line.by.str());
  out.set_at_ms(line.at_ms);
  out.set_shown(line.shown);
  out.set_standing_head(line.head);
  out.set_own(line.own);
  out.set_state(line.state);
  out.set_reason(line.reason);
  return out;
}

v1::ApiSyncReport to_api(const SyncReport& report) {
  v1::ApiSyncReport out;
  out.set_pushed(report.pushed);
  out.set_accepted(report.accepted);
  out.set_clashed(report.clashed);
  out.set_quarantined(report.quarantined);
  out.set_rejected(report.rejected);
  out.set_pulled(report.pulled);
  out.set_requests(report.requests);
  out.set_bytes_up(report.bytes_up);
  out.set_bytes_down(report.bytes_down);
  out.set_ms(report.ms);
  out.set_later(report.later);
  out.set_damaged(report.damaged);
  out.set_behind(report.behind);
  return out;
}

v1::ApiStatusReport to_api(const StatusReport& report) {
  v1::ApiStatusReport out;
  out.set_unsent(report.unsent);
  out.set_needs_attention(report.needs_attention);
  out.set_clashes(report.clashes);
  out.set_clock_offset_ms(report.clock_offset_ms);
  out.set_clock_offset_known(report.clock_offset_known);
  out.set_last_sync_ms(report.last_sync_ms);
  out.set_complete(report.complete);
  out.set_records(report.records);
  return out;
}

v1::ApiClash to_api(const Clash& clash) {
  v1::ApiClash out;
  out.set_id(clash.id);
  out.set_record(clash.record.str());
  out.set_kind(clash.kind);
  out.set_field(clash.field);
  for (const ClashValue& value : clash.values) {
    auto& line = *out.add_values();
    line.set_value(value.value);
    line.set_by(value.by.str());
    line.set_at_ms(value.at_ms);
    line.set_shown(value.shown);
    line.set_id(value.id);
    for (const SeenValue& seen : value.saw) {
      auto& saw = *line.add_saw();
      saw.set_value(seen.value);
      saw.set_by(seen.by.str());
      saw.set_at_ms(seen.at_ms);
    }
  }
  return out;
}

}  // namespace xinqiao::api
