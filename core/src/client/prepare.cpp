#include "client/prepare.h"

#include <algorithm>

#include "base/china_time.h"
#include "client/view.h"
#include "merge/standing.h"
#include "model/validate/validate.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao {
namespace {

Error invalid(const std::string& message) { return Error{ErrorCode::kInvalid, message}; }

Status check_against(const schema::Kind* kind, const Fields& fields) {
  const Violation violation = check_wire(kind, fields);
  if (violation.what == Violation::What::kNone) return {};
  const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(violation.field);
  const std::string name = field == nullptr ? "字段 " + std::to_string(violation.field)
                                            : std::string(field->label.zh) + " " + std::string(field->name);
  const std::string english = field == nullptr ? "field " + std::to_string(violation.field) : std::string(field->name);
  switch (violation.what) {
    case Violation::What::kTextTooLong:
      return invalid(name + ": 内容太长（上限 8 KiB，约 2700 个汉字），请缩短 / " + english +
                     ": is too long (8 KiB, about 2,700 Chinese "
                     "characters): shorten it");
    case Violation::What::kBadText:
      return invalid(name + ": 文字编码不是 UTF-8 / " + english + ": is not UTF-8 text");
    default:
      return invalid(name + ": 值无法识别 / " + english + ": cannot be read");
  }
}

bool is_blank(const schema::Field& field, const Bytes& value) {
  if (field.type != schema::Type::kText) return false;
  return read_bytes(value).value_or("").find_first_not_of(" \t\r\n") == Bytes::npos;
}

// A text of blanks alone is no text: one way to say so, or two people who do it would clash.
void clear_empty(const schema::Kind& kind, Edit& edit) {
  std::erase_if(edit.set, [&](const auto& entry) {
    const schema::Field* field = kind.message->find(entry.first);
    if (field == nullptr || !is_blank(*field, entry.second)) return false;
    if (!edit.create) edit.cleared.push_back(entry.first);
    return true;
  });
  std::ranges::sort(edit.cleared);
}

Bytes default_value(const schema::Field& field, std::int64_t now_ms, const v1::Identity& identity) {
  Bytes out;
  if (field.default_self) {
    write_bytes(out, field.number, identity.person());
  } else if (field.format == schema::Format::kDay) {
    write_varint(out, field.number, china_time::day_of(now_ms));
  } else {
    write_varint(out, field.number, static_cast<std::uint64_t>(now_ms));
  }
  return out;
}

}  // namespace

Result<std::optional<Draft>> Preparation::find(const Id& id) const {
  XQ_ASSIGN(const auto view, view_of_record(id));
  return view ? std::optional(draft_of(*view)) : std::optional<Draft>();
}

Result<std::optional<RecordState>> Preparation::view_of_record(const Id& id) const {
  XQ_ASSIGN(const auto row, store_.records().get(id));
  if (!row) return std::optional<RecordState>();
  XQ_ASSIGN(const auto overlay, store_.own().overlay(id));
  const RecordState* base = row->base ? &*row->base : nullptr;
  if (!is_begun_or_waits(base, overlay)) return std::optional<RecordState>();
  RecordState view = view_of(id, row->kind, base, overlay);
  return is_empty(view) ? std::optional<RecordState>() : std::optional(std::move(view));
}

// Of an entry kept from elsewhere, what people have written since stays as it is.
Status Preparation::leave_newer(Edit& edit) const {
  XQ_ASSIGN(const auto view, view_of_record(edit.draft.id));
  if (!view) return {};
  const schema::Kind* kind = schema::find_kind(view->kind);
  const bool says_when = edit.entered_ms > 0 && edit.entered_ms <= now_ms_;  // a time to come says nothing
  edit.kept = static_cast<std::uint32_t>(std::erase_if(edit.set, [&](const auto& entry) {
    const auto group = view->groups.find(entry.first);
    if (group == view->groups.end() || group->second.heads.empty()) return false;
    const Head& shown = standing(group->second, kind == nullptr ? nullptr : kind->message->find(entry.first));
    const bool differs = shown.value != std::optional(entry.second);
    return differs && (!says_when || stamp_ms(shown.effective) > edit.entered_ms);
  }));
  return {};
}

Result<bool> Preparation::prepare(Edit& edit) const {
  if (!edit.lets_go.empty()) return true;
  const schema::Kind* kind = schema::find_kind(edit.draft.kind);
  if (kind == nullptr && edit.create) return invalid("没有这种记录 / no such kind of record");
  XQ_TRY(check_against(kind, edit.set));
  if (kind != nullptr && !edit.repeats) XQ_TRY(check_values(*kind, edit.set));
  if (kind != nullptr) clear_empty(*kind, edit);
  if (!edit.draft.id.is_nil()) {
    if (edit.deletes && !edit.puts_back) {
      XQ_ASSIGN(const auto withdrawal, withdrawal_of(store_, edit.draft.id, at_server_));
      if (withdrawal) return prepare_withdrawal(edit, *withdrawal);
    }
    XQ_ASSIGN(const bool withdrawn, is_withdrawn(store_, edit.draft.id, at_server_));
    if (withdrawn && !edit.create) return withdrawn_record();
    XQ_ASSIGN(const auto mending, mending_of(store_, edit.draft.id, at_server_));
    const bool refused = mending && !mending->unsent;
    if (refused && mending->from_nothing && skip_equal_ && !edit.puts_back)
      return false;  // an import leaves it to its author
    if (mending && (refused || !edit.deletes)) return prepare_mending(edit, *mending);
  }
  if (!edit.create || edit.puts_back) return prepare_existing(edit);
  return prepare_new(edit, *kind);
}

// A deletion of what is not there: the server lets what it names go, and nobody has to decide about it.
bool Preparation::prepare_withdrawal(Edit& edit, const Mending& withdrawal) {
  edit.create = false;
  mend(withdrawal, edit);
  return true;
}

// Written as one change that says everything anew, so that the server need not know what it refused.
Result<bool> Preparation::prepare_mending(Edit& edit, const Mending& mending) const {
  edit.create = mending.from_nothing;
  XQ_ASSIGN(const bool writes, prepare_existing(edit));
  if (!writes) return false;
  mend(mending, edit);
  const schema::Kind* kind = schema::find_kind(edit.draft.kind);
  if (edit.create && kind != nullptr) XQ_TRY(check_required(*kind, edit.set));
  if (edit.set.size() + edit.cleared.size() > kGroupsPerChange) {
    return Error{ErrorCode::kTooLarge, "一次保存的内容太多 / too much to save at once"};
  }
  return true;
}

Result<bool> Preparation::prepare_new(Edit& edit, const schema::Kind& kind) const {
  if (edit.deletes || !edit.cleared.empty()) return invalid("a new record only sets fields");
  if (edit.draft.id.is_nil() && !kind.natural_key.empty()) {
    XQ_ASSIGN(const auto key, natural_key(kind, edit.set));
    edit.draft.id = Id::derived(identity_.natural_key(), key);
  }
  if (edit.draft.id.is_nil()) {
    edit.draft.id = Id::random(now_ms_, random_);
  } else {
    XQ_ASSIGN(const auto mending, mending_of(store_, edit.draft.id, at_server_));
    if (mending && !kind.natural_key.empty()) {
      edit.draft = draft_of(mending->view);
      return prepare_mending(edit, *mending);
    }
    XQ_ASSIGN(const auto existing, find(edit.draft.id));
    if (existing && existing->kind != edit.draft.kind) {
      return invalid("这个编号已属于另一种记录 / this id belongs to a record of another kind: " + edit.draft.id.uuid());
    }
    // What exists once by nature is found again rather than refused.
    if (existing && (skip_equal_ || !kind.natural_key.empty())) {
      edit.draft = *existing;
      edit.create = false;
      return prepare_existing(edit);
    }
    if (existing) return invalid("这条记录已经有了 / this record exists already: " + edit.draft.id.uuid());
  }
  if (!edit.as_given) {  // only now: a record that exists keeps what it has
    XQ_ASSIGN(Fields defaults, defaults_for(edit, kind));
    if (!edit.repeats) XQ_TRY(check_values(kind, defaults));
    edit.set.merge(defaults);
  }
  XQ_TRY(check_required(kind, edit.set));
  return true;
}

Result<bool> Preparation::prepare_existing(Edit& edit) const {
  const schema::Kind* kind = schema::find_kind(edit.draft.kind);
  if (kind != nullptr && kind->append_only && !edit.create) {
    return invalid("这种记录只能新增，不能修改 / records of this kind are only added, never edited");
  }
  if (skip_equal_) {
    std::erase_if(edit.set, [&](const auto& entry) {
      const auto shown = edit.draft.shown.find(entry.first);
      return shown != edit.draft.shown.end() && shown->second == entry.second;
    });
  }
  if (edit.deletes && edit.draft.kind == schema::kChildKind && identity_.role() != v1::POST_ROLE_OFFICE) {
    return Error{ErrorCode::kRefused,
                 "儿童档案只能由乡镇办公室删除 / a child's archive is deleted by the office alone"};
  }
  if (edit.deletes) return edit.decides || !edit.draft.deleted;
  if (edit.as_given && !edit.puts_back) XQ_TRY(leave_newer(edit));  // whoever puts back has looked at that
  for (const auto& [number, value] : edit.set) {
    const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
    if (field != nullptr && field->required && is_blank(*field, value)) {
      return invalid(std::string(field->label.zh) + " " + std::string(field->name) + ": 必填，不能清空 / " +
                     std::string(field->name) + ": is required and cannot be cleared");
    }
  }
  std::sort(edit.cleared.begin(), edit.cleared.end());
  edit.cleared.erase(std::unique(edit.cleared.begin(), edit.cleared.end()), edit.cleared.end());
  for (const std::uint32_t number : edit.cleared) {
    if (edit.set.contains(number)) return invalid("a field is set and cleared in one save");
    const schema::Field* field = kind == nullptr ? nullptr : kind->message->find(number);
    if (field != nullptr && field->required) {
      return invalid(std::string(field->label.zh) + " " + std::string(field->name) + ": 必填，不能清空 / " +
                     std::string(field->name) + ": is required and cannot be cleared");
    }
  }
  // What is not there needs no clearing (group 0 undeletes), unless it stood beside what is put back with it.
  std::erase_if(edit.cleared, [&](std::uint32_t number) {
    return !edit.decides && !edit.puts_back && number != kDeletedGroup && !edit.draft.shown.contains(number);
  });
  if (edit.set.empty() && edit.cleared.empty()) return false;
  // Whoever edits what is shown as deleted brings it back.
  const bool undeletes = !edit.cleared.empty() && edit.cleared.front() == kDeletedGroup;
  if (edit.draft.deleted && !undeletes) edit.cleared.insert(edit.cleared.begin(), kDeletedGroup);
  return true;
}

Result<Fields> Preparation::defaults_for(const Edit& edit, const schema::Kind& kind) const {
  Fields defaults;
  for (const schema::Field& field : kind.message->fields) {
    if (edit.set.contains(field.number)) continue;
    if (field.default_now || field.default_self) {
      defaults[field.number] = default_value(field, now_ms_, identity_);
    } else if (!field.copy_from.empty()) {
      XQ_TRY(copy_field(edit, kind, field, defaults));
    }
  }
  return defaults;
}

// `child` of a concern step is the child of its concern.
Status Preparation::copy_field(const Edit& edit, const schema::Kind& kind, const schema::Field& field,
                               Fields& defaults) const {
  const schema::Field* from = kind.message->find(field.copy_from);
  if (from == nullptr || !edit.set.contains(from->number)) return {};
  const Id source = Id::from_bytes(read_bytes(edit.set.at(from->number)).value_or(""));
  XQ_ASSIGN(const auto draft, find(source));
  if (!draft)
    return invalid(std::string(from->label.zh) + " " + std::string(from->name) +
                   ": 本机没有这条记录 / this device does not hold the record " + source.uuid());
  const std::uint32_t number = schema::child_field(draft->kind);
  const auto value = draft->shown.find(number);
  if (value == draft->shown.end()) return {};
  Bytes copied;
  write_bytes(copied, field.number, read_bytes(value->second).value_or(""));
  defaults[field.number] = std::move(copied);
  return {};
}

std::optional<Fields> Preparation::fields_of(const Id& id) const {
  auto found = find(id);
  if (!found.ok()) return std::nullopt;
  std::optional<Draft> draft = *std::move(found);
  return draft ? std::optional(std::move(draft->shown)) : std::nullopt;
}

Id Preparation::child_of(const Edit& edit) const {
  if (edit.draft.kind == schema::kChildKind) return edit.draft.id;
  const auto value = edit.set.find(schema::child_field(edit.draft.kind));
  return value == edit.set.end() ? Id() : Id::from_bytes(read_bytes(value->second).value_or(""));
}

}  // namespace xinqiao
