#include <algorithm>
#include <set>
#include <span>

#include "base/china_time.h"
#include "base/limits.h"
#include "client/attention/mend.h"
#include "client/device_time.h"
#include "client/mandatory_report.h"
#include "client/parts.h"
#include "client/prepare.h"
#include "domain/warnings.h"
#include "model/validate/validate.h"

namespace xinqiao {
namespace {

Change to_change(const Edit& edit, const Id& author) {
  Change change;
  change.record = edit.draft.id;
  change.kind = edit.create ? edit.draft.kind : 0;
  change.author = author;
  const auto seen = [&](std::uint32_t number) {
    const auto found = edit.draft.seen.find(number);
    return found == edit.draft.seen.end() ? std::vector<ChangeId>() : found->second;
  };
  if (!edit.lets_go.empty()) {
    change.groups.push_back({kDeletedGroup, std::nullopt, {}, edit.lets_go});
    return change;
  }
  if (edit.deletes) {
    change.groups.push_back({kDeletedGroup, Bytes(), seen(kDeletedGroup), edit.draft.heads});
    return change;
  }
  for (const auto& [number, value] : edit.set) change.groups.push_back({number, value, seen(number), {}});
  for (const std::uint32_t number : edit.cleared) change.groups.push_back({number, std::nullopt, seen(number), {}});
  std::sort(change.groups.begin(), change.groups.end(),
            [](const TouchedGroup& a, const TouchedGroup& b) { return a.number < b.number; });
  return change;
}

std::size_t size_of(const Edit& edit) {
  std::size_t size = 0;
  for (const auto& [number, value] : edit.set) size += value.size();
  return size;
}

Error too_much() {
  return Error{ErrorCode::kTooLarge,
               "一次保存的内容太多（上限 256 条、512 KiB，一条 128 KiB），请分几次保存 / too much to save at once (256 "
               "records, 512 KiB, 128 KiB of a record): save it in parts"};
}

Error form_of_another() {
  return Error{
      ErrorCode::kInvalid,
      "这张表单是在另一个数据目录打开的，请在这里重新打开 / this form was opened in another data folder: open it "
      "anew here"};
}

// An office's word stands by the rules of protocol.md sections 9 and 11, which an ordinary edit would go round.
Status check_verdict(const Edit& edit) {
  if (schema::is_of_server(edit.draft.kind)) {
    return Error{ErrorCode::kRefused,
                 "这种记录由服务器自己登记，不能修改 / the server alone writes records of this kind"};
  }
  if (schema::is_verdict(edit.draft.kind) && !edit.is_verdict && !edit.puts_back) {
    return Error{ErrorCode::kRefused,
                 "办公室的决定不能直接登记或修改：接受用 accept，退回用 return，放行用 release / an office's decisions "
                 "are not written or edited directly: accept, return and release are the way"};
  }
  return {};
}

Status check_sizes(const std::vector<Edit>& edits, bool apart) {
  std::size_t total = 0;
  for (const Edit& edit : edits) {
    if (size_of(edit) > limits::kRecordBytes || edit.set.size() + edit.cleared.size() > kGroupsPerChange)
      return too_much();
    total += size_of(edit);
  }
  if (apart) return {};
  if (edits.size() > limits::kTransactionChanges || total > limits::kTransactionBytes) return too_much();
  return {};
}

// The writing half of one save, inside one SQLite transaction.
class Writing {
 public:
  Writing(LocalStore& store, const v1::Identity& identity, v1::WriterState& writer, std::int64_t now_ms)
      : store_(store), identity_(identity), writer_(writer), now_ms_(now_ms) {}

  // Prepares and appends edits that belong together. Each gets its id.
  // `at` counts the edits looked at.
  Status write(std::span<Edit> edits, const Preparation& preparation, Client::Saved& saved, std::size_t& at) {
    std::vector<Change> changes;
    std::vector<Id> children;
    std::set<Id> distinct;
    for (Edit& edit : edits) {
      XQ_TRY(check_verdict(edit));
      if (edit.draft.device != 0 && edit.draft.device != identity_.device()) return form_of_another();
      XQ_ASSIGN(const bool writes, preparation.prepare(edit));
      saved.kept += edit.kept;
      saved.ids.push_back(edit.draft.id);
      if (!writes) {
        ++at;
        continue;
      }
      if (!distinct.insert(edit.draft.id).second) {
        return Error{ErrorCode::kInvalid, "同一条记录写了两次 / a record stands twice in one save"};
      }
      warn(edit, preparation, at, saved);
      writer_.set_stamp(next_stamp(writer_.stamp(), now_ms_));
      changes.push_back(to_change(edit, Id::from_bytes(identity_.person())));
      if (!edit.create && edit.lets_go.empty()) {
        XQ_ASSIGN(const auto own, store_.own().all_of(edit.draft.id));
        see_through(changes.back(), own);
      }
      changes.back().written = changes.back().effective = stamp_of(edit);
      children.push_back(preparation.child_of(edit));
      ++at;
    }
    if (changes.empty()) return {};
    if (changes.size() > 1) changes.front().transaction = static_cast<std::uint32_t>(changes.size());
    saved.written += static_cast<std::uint32_t>(changes.size());
    return append(changes, children);
  }

 private:
  // An entry kept from elsewhere is as old as it says; a time to come counts as now.
  Stamp stamp_of(const Edit& edit) const {
    const bool older = edit.as_given && edit.entered_ms > 0 && edit.entered_ms < now_ms_;
    return older ? stamp_at(edit.entered_ms) : writer_.stamp();
  }

  void warn(const Edit& edit, const Preparation& preparation, std::size_t at, Client::Saved& saved) const {
    const schema::Kind* kind = schema::find_kind(edit.draft.kind);
    if (kind == nullptr || edit.deletes) return;
    const auto cleared = [&](std::uint32_t number) {
      return std::ranges::find(edit.cleared, number) != edit.cleared.end();
    };
    const domain::Written written{.kind = *kind,
                                  .value = [&](std::uint32_t number) -> const Bytes* {
                                    if (const auto set = edit.set.find(number); set != edit.set.end())
                                      return &set->second;
                                    const auto shown = edit.draft.shown.find(number);
                                    return shown == edit.draft.shown.end() || cleared(number) ? nullptr
                                                                                              : &shown->second;
                                  },
                                  .is_new = [&](std::uint32_t number) { return edit.set.contains(number); },
                                  .other = [&](const Id& id) { return preparation.fields_of(id); }};
    for (auto& each : domain::warnings_of(written, china_time::day_of(now_ms_))) {
      saved.warnings.push_back({at, std::string(each.field), std::move(each.zh), std::move(each.en)});
    }
  }

  Status append(std::vector<Change>& changes, const std::vector<Id>& children) {
    const auto author = author_of(identity_, writer_.incarnation());
    OwnLog::Tip tip{writer_.next_seq(), writer_.chain()};
    XQ_TRY(store_.own().append(changes, author, tip));
    writer_.set_next_seq(tip.next_seq);
    writer_.set_chain(tip.chain);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const bool names_child = !children[i].is_nil() && children[i] != changes[i].record;
      if (changes[i].kind != 0) {
        XQ_TRY(store_.records().announce(changes[i].record, changes[i].kind, children[i]));
      } else if (names_child) {
        XQ_TRY(store_.records().move(changes[i].record, children[i]));
      }
      XQ_TRY(note_replaced(changes[i].record));
    }
    return {};
  }

  // What the change mends needs no attention any more.
  Status note_replaced(const Id& record) {
    XQ_ASSIGN(const bool refused, store_.own().has_refused(record));
    if (!refused) return {};
    XQ_ASSIGN(const auto row, store_.records().get(record));
    return store_.own().note_replaced(record, row && row->base);
  }

  LocalStore& store_;
  const v1::Identity& identity_;
  v1::WriterState& writer_;
  std::int64_t now_ms_;
};

}  // namespace

Result<Client::Saved> Client::save(std::vector<Edit> edits, SaveOptions options) {
  XQ_TRY(parts_->require_enrolled());
  XQ_TRY(check_sizes(edits, options.apart));
  LocalStore& store = *parts_->store;
  Clock& clock = parts_->environment.clock;
  Saved saved;
  const std::size_t asked_for = edits.size();
  std::size_t looked_at = 0;
  const auto write = [&]() -> Status {
    XQ_ASSIGN(auto transaction, store.begin());
    XQ_ASSIGN(auto writer, store.meta().writer());
    const std::int64_t now_ms = true_time_ms(writer, clock.wall_ms(), clock.uptime());
    const Preparation preparation(store, *parts_->identity, now_ms, parts_->environment.random, options.skip_equal);
    Writing writing(store, *parts_->identity, writer, now_ms);
    XQ_TRY(raise_mandatory_reports(store, *parts_->identity, now_ms, parts_->environment.random, edits));
    XQ_TRY(check_sizes(edits, options.apart));  // with the steps that came
    const std::size_t step = options.apart ? 1 : edits.size();
    for (std::size_t at = 0; at < edits.size(); at += step) {
      XQ_TRY(writing.write(std::span(edits).subspan(at, step), preparation, saved, looked_at));
    }
    if (saved.written == 0) return {};  // nothing to keep: the transaction rolls back
    XQ_TRY(store.meta().put_writer(writer));
    return transaction.commit();
  };
  if (auto status = write(); !status.ok()) {
    store.own().forget();
    if (options.failed != nullptr && looked_at < asked_for) *options.failed = looked_at;
    return status.error();
  }
  // A step that came with them is not told.
  if (saved.ids.size() > asked_for) saved.ids.resize(asked_for);
  std::erase_if(saved.warnings, [&](const auto& warning) { return warning.edit >= asked_for; });
  return saved;
}

Id Client::derived_id(std::uint32_t kind, const std::vector<Bytes>& parts) const {
  Bytes key;
  append_u32(key, kind);
  for (const Bytes& part : parts) {
    append_u32(key, static_cast<std::uint32_t>(part.size()));
    key.append(part);
  }
  return Id::derived(parts_->identity ? parts_->identity->natural_key() : "", key);
}

}  // namespace xinqiao
