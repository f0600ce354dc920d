#include "client/attention/gap.h"
#include "client/attention/held.h"
#include "client/attention/named_fields.h"
#include "client/parts.h"

namespace xinqiao {
namespace {

Status check_waits(const Gap& gap) {
  if (gap.state == "forked") {
    return Error{
        ErrorCode::kRefused,
        "另一份拷贝占了这个位置，放行不了：请让这部手机同步一次 / a copy stands in their place, which no release "
        "mends: let the phone sync once"};
  }
  if (gap.state != "waiting") {
    return Error{ErrorCode::kRefused, "后面的修改已经收进来了，不用放行 / what waited is taken already"};
  }
  return {};
}

}  // namespace

Result<Client::Saved> Client::release(const Id& id) {
  XQ_TRY(parts_->require_enrolled());
  if (!is_office(*parts_->identity)) {
    return Error{ErrorCode::kRefused, "只有乡镇办公室能放行 / only the office releases"};
  }
  XQ_ASSIGN(const auto gap, gap_of(*parts_->store, id));
  if (!gap) {
    return Error{ErrorCode::kNotFound, "没有编号为 " + id.uuid() +
                                           " 的缺口，请先同步，再用 attention 查看 / there is no gap " + id.uuid() +
                                           ": sync, then see attention"};
  }
  XQ_TRY(check_waits(*gap));
  Edit edit;
  edit.create = true;
  edit.is_verdict = true;
  edit.draft.kind = schema::kReleaseKind;
  const std::uint32_t number = named(schema::kReleaseKind, "change").number;
  write_bytes(edit.set[number], number, gap->change);
  return save({std::move(edit)}, {.skip_equal = true});
}

}  // namespace xinqiao
