#include <algorithm>

#include "base/limits.h"
#include "client/attention/held.h"
#include "client/attention/named_fields.h"
#include "client/every_view.h"
#include "client/parts.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

Edit decision_on(BytesView change, bool accepts, const std::string& why) {
  Edit edit;
  edit.create = true;
  edit.is_verdict = true;
  edit.draft.kind = schema::kDecisionKind;
  const auto& message = *schema::find_kind(schema::kDecisionKind)->message;
  const schema::Field& about = *message.find("change");
  const schema::Field& verdict = *message.find("verdict");
  const auto value = verdict.enumeration->find(std::string_view(accepts ? "accept" : "return"))->number;
  write_bytes(edit.set[about.number], about.number, change);
  write_varint(edit.set[verdict.number], verdict.number, static_cast<std::uint64_t>(value));
  if (!why.empty()) {
    const schema::Field& words = *message.find("why");
    write_bytes(edit.set[words.number], words.number, why);
  }
  return edit;
}

Status check_open(const Held& held, bool accepts) {
  if (held.state == "accepted") {
    return Error{ErrorCode::kRefused, "这项修改已经接受，不能再改 / it was accepted already, and that is final"};
  }
  if (held.state == "replaced" && !accepts) {
    return Error{ErrorCode::kRefused,
                 "记录者已经重写，不用处理 / its author has written it anew: nothing is to be decided"};
  }
  if (held.state == "rejected" && accepts) {
    return Error{
        ErrorCode::kRefused,
        "这样的内容收不进来，要由记录者改正；可以退回，写明怎么改 / it cannot be taken as it is: its author mends "
        "it; return it and say how"};
  }
  if (held.state == "awaiting" && accepts) {
    return Error{ErrorCode::kRefused,
                 "它的记录还没到，到了会自动收进来；等不到可以退回 / its record is not here yet, and it is taken by "
                 "itself once that is; return it if that cannot be"};
  }
  return {};
}

// What is listed under the id; or, as its author may have told, under that of any part of it.
Result<std::optional<Held>> find_held(LocalStore& store, const v1::Identity& identity, const Id& id) {
  XQ_ASSIGN(auto found, held_of(store, id));
  if (found) return found;
  XQ_TRY(for_each_row(store, schema::kHeldChangeKind, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
    if (!row.base) return true;
    XQ_ASSIGN(auto held, read_held(row.id, shown_fields(*row.base)));
    const auto& parts = held.item.changes;
    if (std::ranges::any_of(parts, [&](const WrittenChange& part) { return held_id(identity, part.id) == id; }))
      found = std::move(held);
    return !found;
  }));
  return found;
}

// Accepted here, and not heard by the server yet.
Result<bool> is_accepted_here(LocalStore& store, const v1::Identity& identity, BytesView change) {
  const Id decision = id_about(identity, schema::kDecisionKind, change);
  const schema::Field& verdict = named(schema::kDecisionKind, "verdict");
  XQ_ASSIGN(const auto own, store.own().overlay(decision));
  return std::ranges::any_of(own, [&](const OwnChange& each) {
    return std::ranges::any_of(each.change.groups, [&](const TouchedGroup& group) {
      return group.number == verdict.number && group.value &&
             read_varint(*group.value) == static_cast<std::uint64_t>(verdict.enumeration->find("accept")->number);
    });
  });
}

}  // namespace

Result<Client::Saved> Client::decide(const Id& id, bool accepts, const std::string& why) {
  XQ_TRY(parts_->require_enrolled());
  if (!is_office(*parts_->identity)) {
    return Error{
        ErrorCode::kRefused,
        "只有乡镇办公室能接受或退回；您自己的修改请用 set 改好后重新保存 / only the office accepts and returns; your "
        "own work you mend with set"};
  }
  if (!accepts && why.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{ErrorCode::kInvalid, "退回要写明理由 / a return says why"};
  }
  if (why.size() > limits::kWhyBytes) {
    return Error{
        ErrorCode::kTooLarge,
        "退回理由太长（上限 1 KiB，约 340 个汉字），请写短些 / the reason is too long (1 KiB, about 340 Chinese "
        "characters): shorten it"};
  }
  XQ_ASSIGN(const auto held, find_held(*parts_->store, *parts_->identity, id));
  if (!held) {
    return Error{ErrorCode::kNotFound, "没有编号为 " + id.uuid() +
                                           " 的待审修改，请先同步，再用 attention 查看 / nothing waits under " +
                                           id.uuid() + ": sync, then see attention"};
  }
  XQ_TRY(check_open(*held, accepts));
  XQ_ASSIGN(const bool accepted_here, is_accepted_here(*parts_->store, *parts_->identity, held->first));
  if (accepted_here && !accepts) {
    return Error{ErrorCode::kRefused,
                 "本机已经决定接受，还没有同步；接受后不能再退回 / it is accepted here already, not sent yet, and an "
                 "accept is final"};
  }
  std::vector<Edit> edits{decision_on(held->first, accepts, why)};
  // What the office is shown behind it goes with it; what comes later is for another look.
  for (const WrittenChange& behind : held->item.behind) {
    if (!accepts) break;
    Bytes change;
    append_u64(change, behind.id);
    edits.push_back(decision_on(change, true, ""));
  }
  return save(std::move(edits), {.skip_equal = true});
}

}  // namespace xinqiao
