#include "client/attention/held.h"

#include <algorithm>

#include "client/attention/named_fields.h"
#include "client/attention/refusal.h"
#include "client/every_view.h"
#include "merge/standing.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao {
namespace {

Result<WrittenChange> read_part(const schema::Message& message, BytesView bytes) {
  XQ_ASSIGN(const auto fields, split_fields(bytes));
  WrittenChange part;
  const Bytes id = bytes_in(fields, message, "change");
  if (id.size() == sizeof part.id) part.id = read_u64(id);
  part.record = Id::from_bytes(bytes_in(fields, message, "record"));
  part.kind = static_cast<std::uint32_t>(number_in(fields, message, "kind"));
  XQ_ASSIGN(part.set, split_fields(bytes_in(fields, message, "set")));
  const schema::Message& cleared = *message.find("cleared")->message;
  for (const Bytes& one : each_in(fields, message, "cleared")) {
    XQ_ASSIGN(const auto inner, split_fields(one));
    part.cleared.push_back(static_cast<std::uint32_t>(number_in(inner, cleared, "number")));
  }
  part.deletes = number_in(fields, message, "deletes") != 0;
  part.cut = number_in(fields, message, "cut") != 0;
  part.replaced = number_in(fields, message, "replaced") != 0;
  return part;
}

Result<std::vector<WrittenChange>> read_parts(const Fields& fields, std::string_view name) {
  const schema::Field& field = named(schema::kHeldChangeKind, name);
  std::vector<WrittenChange> parts;
  for (const Bytes& bytes : each_in(fields, *schema::find_kind(schema::kHeldChangeKind)->message, name)) {
    XQ_ASSIGN(auto part, read_part(*field.message, bytes));
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

bool is_open(const Held& held) {
  return held.state == "waiting" || held.state == "rejected" || held.state == "awaiting";
}

Status name_kinds(LocalStore& store, Attention& item) {
  for (auto* part : {&item.changes, &item.behind}) {
    for (WrittenChange& change : *part) {
      if (change.kind != 0) continue;
      XQ_ASSIGN(const auto row, store.records().get(change.record));
      if (row) change.kind = row->kind;
      if (change.kind != 0) continue;
      XQ_ASSIGN(const auto lost, store.lost().get(change.record));
      if (lost) change.kind = lost->state.kind;
    }
  }
  if (item.kind == 0 && !item.changes.empty()) item.kind = item.changes.front().kind;
  return {};
}

Result<const std::set<ChangeId>*> ReplacedAtServer::ids() {
  if (ids_) return &*ids_;
  std::set<ChangeId> ids;
  XQ_TRY(for_each_row(store_, schema::kHeldChangeKind, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
    if (!row.base) return true;
    XQ_ASSIGN(const auto held, read_held(row.id, shown_fields(*row.base)));
    for (const WrittenChange& change : held.item.changes) {
      if (change.replaced || held.state == "replaced") ids.insert(change.id);
    }
    for (const WrittenChange& change : held.item.behind) {
      if (change.replaced) ids.insert(change.id);
    }
    return true;
  }));
  ids_ = std::move(ids);
  return &*ids_;
}

Result<bool> leave_out_own(LocalStore& store, const v1::Identity& identity, Attention& item) {
  if (item.by != Id::from_bytes(identity.person())) return true;
  bool left_out = false;
  for (auto* part : {&item.changes, &item.behind}) {
    for (auto change = part->begin(); change != part->end();) {
      XQ_ASSIGN(const auto own, store.own().all_of(change->record));
      const bool here = std::ranges::any_of(own, [&](const OwnChange& each) { return each.change.id == change->id; });
      left_out = left_out || here;
      change = here ? part->erase(change) : change + 1;
    }
  }
  if (item.changes.empty()) item.changes.swap(item.behind);
  if (item.changes.empty()) return false;
  if (left_out) item.id = held_id(identity, item.changes.front().id);  // the other id is that of the own item
  item.record = item.changes.front().record;
  item.kind = item.changes.front().kind;
  return true;
}

Id id_about(const v1::Identity& identity, std::uint32_t kind, BytesView change) {
  Bytes key;
  append_u32(key, kind);
  append_u32(key, static_cast<std::uint32_t>(change.size()));
  key.append(change);
  return Id::derived(identity.natural_key(), key);
}

Id held_id(const v1::Identity& identity, ChangeId first) {
  Bytes change;
  append_u64(change, first);
  return id_about(identity, schema::kHeldChangeKind, change);
}

Result<std::optional<RecordState>> verdict_of(LocalStore& store, const Id& id) {
  XQ_ASSIGN(const auto row, store.records().get(id));
  if (!row) return std::optional<RecordState>();
  XQ_ASSIGN(const auto overlay, store.own().overlay(id));
  const RecordState* base = row->base ? &*row->base : nullptr;
  if (!is_begun(base, overlay)) return std::optional<RecordState>();
  auto view = view_of(id, row->kind, base, overlay);
  return is_empty(view) ? std::optional<RecordState>() : std::optional(std::move(view));
}

bool is_office(const v1::Identity& identity) {
  return identity.role() == static_cast<std::uint32_t>(v1::POST_ROLE_OFFICE);
}

bool may_edit(const v1::Identity& identity, std::uint32_t kind) {
  return is_office(identity) || (schema::scope_of(kind) == schema::Scope::kChild && kind != schema::kPairingKind);
}

Result<Held> read_held(const Id& id, const Fields& fields) {
  const schema::Message& message = *schema::find_kind(schema::kHeldChangeKind)->message;
  Held held;
  held.first = bytes_in(fields, message, "change");
  held.state = choice_in(fields, message, "state");
  if (held.state.empty()) held.state = "waiting";
  held.why = bytes_in(fields, message, "why");
  Attention& item = held.item;
  item.id = id;
  item.state = held.state == "waiting" ? "held" : held.state;
  item.for_office = true;
  item.reason = held_text(static_cast<std::uint32_t>(number_in(fields, message, "reason")));
  item.by = Id::from_bytes(bytes_in(fields, message, "author"));
  item.at_ms = static_cast<std::int64_t>(number_in(fields, message, "at"));
  XQ_ASSIGN(item.changes, read_parts(fields, "changes"));
  XQ_ASSIGN(item.behind, read_parts(fields, "behind"));
  if (!item.changes.empty()) {
    item.record = item.changes.front().record;
    item.kind = item.changes.front().kind;
  }
  return held;
}

Result<std::optional<Held>> held_of(LocalStore& store, const Id& id) {
  XQ_ASSIGN(const auto row, store.records().get(id));
  if (!row || row->kind != schema::kHeldChangeKind || !row->base) return std::optional<Held>();
  XQ_ASSIGN(auto held, read_held(id, shown_fields(*row->base)));
  return std::optional(std::move(held));
}

namespace {

// An accept was of what waited behind something else, and is of no use for what then cannot be taken, or not yet.
bool is_settled_by(const Held& held, const RecordState& decision) {
  return held.state == "waiting" ||
         choice_in(shown_fields(decision), *schema::find_kind(schema::kDecisionKind)->message, "verdict") != "accept";
}

}  // namespace

Result<std::vector<Attention>> waiting_for_office(LocalStore& store, const v1::Identity& identity,
                                                  std::uint32_t limit) {
  std::vector<Attention> out;
  if (!is_office(identity) || limit == 0) return out;
  XQ_TRY(for_each_row(store, schema::kHeldChangeKind, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
    if (!row.base) return true;
    XQ_ASSIGN(auto held, read_held(row.id, shown_fields(*row.base)));
    if (!is_open(held)) return true;
    XQ_ASSIGN(const auto decision, verdict_of(store, id_about(identity, schema::kDecisionKind, held.first)));
    if (decision && is_settled_by(held, *decision)) return true;
    if (const Status named = name_kinds(store, held.item); !named.ok()) return named.error();
    XQ_ASSIGN(const bool others, leave_out_own(store, identity, held.item));
    if (others) out.push_back(std::move(held.item));
    return out.size() < limit;
  }));
  return out;
}

}  // namespace xinqiao
