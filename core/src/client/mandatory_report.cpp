#include "client/mandatory_report.h"

#include "model/schema.h"
#include "xinqiao/v1/concern.pb.h"

namespace xinqiao {
namespace {

bool tells_of_abuse(const Edit& edit) {
  if (edit.draft.kind != schema::kConcernKind || edit.deletes || edit.puts_back) return false;
  const auto kind = edit.set.find(v1::Concern::kKindFieldNumber);
  return kind != edit.set.end() && read_varint(kind->second) == v1::CONCERN_KIND_ABUSE_OR_NEGLECT;
}

Id step_of(const v1::Identity& identity, const Id& concern) {
  Bytes key = "mandatory report";
  key.append(concern.bytes());
  return Id::derived(identity.natural_key(), key);
}

}  // namespace

Status raise_mandatory_reports(LocalStore& store, const v1::Identity& identity, std::int64_t now_ms, Random& random,
                               std::vector<Edit>& edits) {
  std::vector<Edit> steps;
  for (Edit& edit : edits) {
    if (!tells_of_abuse(edit)) continue;
    if (edit.draft.id.is_nil()) edit.draft.id = Id::random(now_ms, random);
    const Fields& says = edit.set.contains(v1::Concern::kChildFieldNumber) ? edit.set : edit.draft.shown;
    const auto child = says.find(v1::Concern::kChildFieldNumber);
    const Id id = step_of(identity, edit.draft.id);
    XQ_ASSIGN(const auto there, store.records().get(id));
    if (there || child == says.end()) continue;  // without a child the concern itself is refused
    Edit step;
    step.draft.kind = schema::kConcernStepKind;
    step.draft.id = id;
    step.create = true;
    step.set[v1::ConcernStep::kChildFieldNumber] = child->second;
    write_bytes(step.set[v1::ConcernStep::kConcernFieldNumber], v1::ConcernStep::kConcernFieldNumber,
                edit.draft.id.bytes());
    write_varint(step.set[v1::ConcernStep::kKindFieldNumber], v1::ConcernStep::kKindFieldNumber,
                 v1::CONCERN_STEP_KIND_MANDATORY_REPORT);
    steps.push_back(std::move(step));
  }
  for (Edit& step : steps) edits.push_back(std::move(step));
  return {};
}

}  // namespace xinqiao
