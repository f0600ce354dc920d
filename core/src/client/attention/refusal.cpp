#include "client/attention/refusal.h"

#include "xinqiao/v1/sync.pb.h"

namespace xinqiao {

std::string state_name(OwnState state) {
  switch (state) {
    case OwnState::kWaiting:
      return "waiting";
    case OwnState::kAccepted:
    case OwnState::kSettled:
      return "accepted";
    case OwnState::kQuarantined:
      return "quarantined";
    case OwnState::kParked:
      return "parked";
    case OwnState::kRejected:
      return "rejected";
    case OwnState::kErased:
      return "erased";
    case OwnState::kReplaced:
      return "replaced";
    case OwnState::kAwaiting:
      return "awaiting";
    case OwnState::kGivenUp:
      return "damaged";
  }
  return "waiting";
}

std::string held_text(std::uint32_t reason) {
  switch (reason) {
    case v1::REASON_OUT_OF_SCOPE:
      return "孩子不在记录者的结对范围内 / the child is not paired to its author";
    case v1::REASON_NO_RIGHT:
      return "记录者的职务不能登记这类内容 / its author's role may not write this";
    case v1::REASON_SEEN_QUARANTINED:
      return "修改的内容还在等处理 / it edits something that waits";
    case v1::REASON_REVOKED:
      return "设备已停用 / the device was revoked";
    case v1::REASON_TEXT_TOO_LONG:
      return "文字太长，收不了：等记录者缩短后重新保存 / a text is too long to be taken: its author shortens it and "
             "saves "
             "again";
    case v1::REASON_BAD_TEXT:
      return "文字编码有误，收不了：等记录者重新输入 / a text is not UTF-8: its author enters it again";
    case v1::REASON_BAD_VALUE:
      return "有的值无法识别，收不了：等记录者改正 / a value cannot be read: its author mends it";
    case v1::REASON_WRONG_KIND:
      return "编号已属于另一种记录，收不了：等记录者另建一条 / the id belongs to a record of another kind: its author "
             "enters it as a new one";
    case v1::REASON_UNKNOWN_RECORD:
      return "服务器上还没有这条记录：它的记录者同步后自动收进来；等不到就退回 / the server does not have the record "
             "yet: "
             "this is taken once the record's author has synced; return it if that cannot be";
    case v1::REASON_APPEND_ONLY:
      return "这种记录只能新增：等记录者另记一条 / records of this kind are only added: its author adds one";
    case v1::REASON_TRANSACTION:
      return "和同时保存的另一条一起等 / it waits with what was saved together with it";
    case v1::REASON_TOO_LARGE:
      return "内容太大，收不了：等记录者分几次保存 / too large to be taken: its author saves it in parts";
    default:
      return "等办公室处理 / it waits for the office";
  }
}

std::string freed_text() {
  return "排在它前面的已经处理，同步以后再审，不用处理 / what it waited behind is done with: it is judged again at the "
         "next sync, and there is nothing to be done";
}

std::string gap_text(std::uint64_t missing, std::uint64_t waiting) {
  const std::string lost = std::to_string(missing);
  const std::string later = std::to_string(waiting);
  if (waiting == 0) {
    return "手机最后写的 " + lost +
           " 项修改丢失了：请让这部手机同步一次，或收取更早的救援文件；找不回来就放行 / the last " + lost +
           " changes that the phone wrote are lost: let it sync once, or take in the older rescue file; if they cannot "
           "be found, release";
  }
  return "手机丢失了 " + lost + " 项修改，后面还有 " + later +
         " 项在等：请让这部手机同步一次，或收取更早的救援文件；找不回来就放行 / the phone lost " + lost +
         " changes and " + later +
         " behind them wait: let it sync once, or take in the older rescue file; if they cannot be found, release";
}

std::string forked_text(std::uint64_t waiting) {
  const std::string later = std::to_string(waiting);
  return "另一份手机数据占了这个位置，后面 " + later +
         " 项在等：请让这部手机同步一次 / a copy of the phone's data stands "
         "in their place and " +
         later + " changes wait: let this phone sync once";
}

std::string copied_text(const std::string& label) {
  return "这台设备（" + label +
         "）的数据有两份都在用：找到另一台，让其中一台重新登记，然后清除标记 / two copies of the data of this device "
         "(" +
         label + ") are both in use: find the other, let one of them be enrolled anew, then clear the mark";
}

std::string elsewhere_text(bool undecided, const std::string& why) {
  if (undecided) {
    return "您在另一台设备（或数据恢复以前）登记的，还没有收进来，不用处理 / written on another device of yours, or "
           "before this one's data was put back; it is not taken yet, and there is nothing to be done: " +
           why;
  }
  return "您在另一台设备（或数据恢复以前）登记的，没有收进来：" + why +
         "（那台设备还在用就在那里改好；不在了用 put-back 由这台重新登记，或用 let-go 不要了） / written on another "
         "device "
         "of yours, or before this one's data was put back, and not taken: " +
         why + " (mend it there; if that device is gone, put-back writes it anew from here, let-go drops it)";
}

std::string lost_elsewhere_text() {
  return "您在另一台设备（或数据恢复以前）登记的，服务器恢复后没有了：那台设备还在用就让它同步；不在了用 put-back "
         "由这台重新登记，或用 let-go 不要了 / written on another device of yours, or before this one's data was put "
         "back, "
         "and a restored server lacks it: let that device sync; if it is gone, put-back writes it anew from here, "
         "let-go "
         "drops it";
}

std::string lost_text() {
  return "服务器恢复后缺这些内容，记录者的手机也还没有补回 / the restored server lacks this, and its author's device "
         "has "
         "not brought it back";
}

std::string lost_held_text() {
  return "服务器恢复后缺这项没有收进来的内容：请让记录者的手机同步；手机找不到了就照着重新登记，再用 let-go 移出 / the "
         "restored server lacks this work that was not taken yet: let its author's device sync; if that is gone, enter "
         "it anew from here, then let-go";
}

std::string lost_decision_text(bool accepts, const std::string& why) {
  if (accepts) {
    return "服务器恢复后缺这项决定：接受下面的修改 / the restored server lacks this decision: to accept what is below";
  }
  return "服务器恢复后缺这项决定：退回下面的修改，理由：" + why +
         " / the restored server lacks this decision: to return what is below, because: " + why;
}

std::string lost_release_text() {
  return "服务器恢复后缺这次放行：缺的找不回来，收进后面的修改 / the restored server lacks this release of what waits "
         "behind a gap";
}

std::string refusal_name(const OwnChange& own) {
  const bool returned = own.state == OwnState::kRejected && own.reason == v1::REASON_RETURNED;
  return returned ? "returned" : state_name(own.state);
}

std::string refusal_text(std::uint32_t reason, const std::string& why) {
  if (reason == v1::REASON_RETURNED && !why.empty()) {
    return "乡镇办公室退回：" + why + "（请改好后重新保存） / the office returned it: " + why +
           " (mend it and save again)";
  }
  return refusal_text(reason);
}

std::string past_text(std::uint32_t reason, const std::string& why) {
  if (reason != v1::REASON_RETURNED) return refusal_text(reason);
  return "乡镇办公室退回过" + (why.empty() ? "" : "：" + why) + " / the office had returned it" +
         (why.empty() ? "" : ": " + why);
}

std::string refusal_text(std::uint32_t reason) {
  switch (reason) {
    case v1::REASON_UNSPECIFIED:
      return "";
    case v1::REASON_OUT_OF_SCOPE:
      return "这个孩子不在您的结对范围内，已交乡镇办公室处理 / the child is not paired to you: the office will decide";
    case v1::REASON_NO_RIGHT:
      return "您的职务不能登记这类内容，已交乡镇办公室处理 / your role may not write this: the office will decide";
    case v1::REASON_SEEN_QUARANTINED:
      return "它修改的内容还在等乡镇办公室处理 / it edits something that waits for the office";
    case v1::REASON_TEXT_TOO_LONG:
      return "文字太长，请缩短后重新保存 / a text is too long: shorten it and save again";
    case v1::REASON_BAD_TEXT:
      return "文字编码有误，请重新输入 / a text is not UTF-8: enter it again";
    case v1::REASON_BAD_VALUE:
      return "有的值无法识别，请改正后重新保存 / a value cannot be read: mend it and save again";
    case v1::REASON_WRONG_KIND:
      return "编号已属于另一种记录 / the id belongs to a record of another kind";
    case v1::REASON_UNKNOWN_RECORD:
      return "服务器上还没有这条记录，它的记录者同步后自动处理 / the server does not have the record yet: this is "
             "taken "
             "once its author has synced";
    case v1::REASON_REVOKED:
      return "这台设备已停用，已交乡镇办公室处理 / this device was revoked: the office will decide";
    case v1::REASON_APPEND_ONLY:
      return "这种记录只能新增，不能修改 / records of this kind are only added";
    case v1::REASON_TRANSACTION:
      return "一起保存的另一条没有通过 / something saved together with it was refused";
    case v1::REASON_TOO_LARGE:
      return "内容太大，请分几次保存 / too large: save it in parts";
    case v1::REASON_BEHIND_REFUSED:
      return "这条记录前面的修改没有通过 / an earlier change of this record was refused";
    case v1::REASON_WITHDRAWN:
      return "已撤回 / taken back";
    case v1::REASON_RETURNED:
      return "乡镇办公室退回，请改好后重新保存 / the office returned it: mend it and save again";
    default:
      return "服务器没有接受（代码 " + std::to_string(reason) + "） / the server did not take it (code " +
             std::to_string(reason) + ")";
  }
}

}  // namespace xinqiao
