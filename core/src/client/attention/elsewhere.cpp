#include "client/attention/elsewhere.h"

#include <algorithm>
#include <limits>

#include "client/attention/held.h"
#include "client/attention/refusal.h"
#include "client/every_view.h"
#include "merge/standing.h"
#include "model/validate/validate.h"

namespace xinqiao {
namespace {

constexpr const char* kSentBack = "elsewhere";
constexpr const char* kUndecided = "elsewhere-undecided";

Status leave_out_let_go(LocalStore& store, Attention& item) {
  for (auto* part : {&item.changes, &item.behind}) {
    for (auto change = part->begin(); change != part->end();) {
      XQ_ASSIGN(const bool let_go, store.dismissed().contains(change->id));
      change = let_go ? part->erase(change) : change + 1;
    }
  }
  return {};
}

// `lost`: a restored server has it no more, and nobody is to decide. Nothing when it is no such thing. An office hears
// of what waits for it, and of what is lost, in any case.
Result<std::optional<Attention>> read_elsewhere(LocalStore& store, const v1::Identity& identity,
                                                const RecordState& state, bool lost) {
  std::optional<Attention> none;
  XQ_ASSIGN(auto held, read_held(state.record, shown_fields(state)));
  const bool returned = held.state == "returned";
  if (held.item.by != Id::from_bytes(identity.person()) || (!returned && !is_open(held))) return none;
  if (is_office(identity) && (lost || !returned)) return none;
  std::erase_if(held.item.changes, &WrittenChange::replaced);
  std::erase_if(held.item.behind, &WrittenChange::replaced);
  XQ_TRY(name_kinds(store, held.item));
  XQ_TRY(leave_out_let_go(store, held.item));
  XQ_ASSIGN(const bool others, leave_out_own(store, identity, held.item));
  if (!others) return none;
  const bool undecided = !returned && !lost && held.state != "rejected";
  held.item.state = undecided ? kUndecided : kSentBack;
  held.item.reason = lost ? lost_elsewhere_text() : elsewhere_text(undecided, returned ? held.why : held.item.reason);
  held.item.for_office = false;
  return std::optional(std::move(held.item));
}

Error too_long_to_be_told() {
  return Error{ErrorCode::kTooLarge,
               "有的内容太长，没有随通知传来：请在原来的设备上改，或照纸上的重新登记 / some of it was too long to be "
               "told: mend it on the device that wrote it, or enter it anew"};
}

Error nothing_to_write() {
  return Error{
      ErrorCode::kRefused,
      "其中只有删除或清空，请直接在记录上改，再用 let-go 移出 / it only deletes or clears: do that on the record "
      "itself, then let-go"};
}

Error out_of_reach() {
  return Error{ErrorCode::kRefused,
               "修改的那条记录不在这台设备上（不在您的结对范围内），从这里补不回：请告诉乡镇办公室，或用 let-go 移出 / "
               "it edits a "
               "record that this device does not hold, since it is out of your scope: tell the office what you wrote, "
               "or let-go"};
}

// What has been written since stays; what it cleared or deleted of a record that is here may be another's newer work.
void add_to(Edit& edit, const WrittenChange& change, std::uint32_t& left_out) {
  for (const auto& [number, value] : change.set) edit.set[number] = value;
  if (!edit.create) {
    left_out += static_cast<std::uint32_t>(change.cleared.size()) + (change.deletes ? 1 : 0);
    return;
  }
  for (const std::uint32_t number : change.cleared) edit.set.erase(number);
  if (change.deletes) edit.deletes = true;
}

}  // namespace

Result<std::vector<Attention>> own_elsewhere(LocalStore& store, const v1::Identity& identity, std::uint32_t limit) {
  std::vector<Attention> out;
  if (limit == 0) return out;
  XQ_TRY(for_each_row(store, schema::kHeldChangeKind, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
    if (!row.base) return true;
    XQ_ASSIGN(auto item, read_elsewhere(store, identity, *row.base, false));
    if (item) out.push_back(*std::move(item));
    return out.size() < limit;
  }));
  XQ_ASSIGN(const auto lost, store.lost().all(LostValues::kRecordsMax));
  for (const auto& entry : lost) {
    if (out.size() == limit) break;
    if (entry.state.kind != schema::kHeldChangeKind) continue;
    XQ_ASSIGN(const auto row, store.records().get(entry.state.record));
    if (row && row->base && !is_empty(*row->base)) continue;
    XQ_ASSIGN(auto item, read_elsewhere(store, identity, entry.state, true));
    if (item) out.push_back(*std::move(item));
  }
  return out;
}

Result<std::optional<Attention>> elsewhere_of(LocalStore& store, const v1::Identity& identity, const Id& id) {
  XQ_ASSIGN(auto all, own_elsewhere(store, identity, std::numeric_limits<std::uint32_t>::max()));
  const auto found = std::ranges::find(all, id, &Attention::id);
  return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

bool is_undecided(const Attention& elsewhere) { return elsewhere.state == kUndecided; }

Result<std::vector<Edit>> edits_of(const Client& client, const Attention& elsewhere, std::uint32_t& left_out) {
  std::vector<Edit> edits;
  for (const auto* part : {&elsewhere.changes, &elsewhere.behind}) {
    for (const WrittenChange& change : *part) {
      if (change.cut) return too_long_to_be_told();
      auto edit = std::ranges::find(edits, change.record, [](const Edit& one) { return one.draft.id; });
      if (edit == edits.end()) {
        auto draft = client.open_draft(change.record);
        if (!draft.ok() && draft.error().code != ErrorCode::kNotFound) return draft.error();
        Edit fresh;
        fresh.as_given = true;
        fresh.repeats = true;
        fresh.entered_ms = elsewhere.at_ms;
        fresh.create = !draft.ok();
        if (draft.ok()) fresh.draft = *std::move(draft);
        fresh.draft.id = change.record;
        if (fresh.draft.kind == 0) fresh.draft.kind = change.kind;
        edit = edits.insert(edits.end(), std::move(fresh));
      }
      add_to(*edit, change, left_out);
    }
  }
  // What was deleted again before it came anywhere is nothing to write.
  std::erase_if(edits, [](const Edit& edit) { return edit.deletes || edit.set.empty(); });
  if (edits.empty()) return nothing_to_write();
  for (const Edit& edit : edits) {
    const schema::Kind* kind = schema::find_kind(edit.draft.kind);
    if (edit.create && kind != nullptr && !check_required(*kind, edit.set).ok()) return out_of_reach();
  }
  return edits;
}

}  // namespace xinqiao
