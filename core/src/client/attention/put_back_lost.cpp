#include "client/attention/put_back_lost.h"

#include <algorithm>
#include <map>

#include "client/attention/gives_way.h"
#include "client/attention/lost.h"
#include "client/view.h"
#include "merge/standing.h"
#include "model/schema.h"

namespace xinqiao {
namespace {

// Whether the server still has something of the record that others wrote, or is to get its creation from here.
Result<bool> exists(LocalStore& store, const Id& record) {
  XQ_ASSIGN(const auto row, store.records().get(record));
  XQ_ASSIGN(const auto own, store.own().all_of(record));
  const bool created_here =
      std::ranges::any_of(own, [](const OwnChange& each) { return each.change.kind != 0 && !is_refused(each.state); });
  if (created_here) return true;
  if (!row || !row->base) return false;
  return std::ranges::any_of(row->base->groups, [&](const auto& entry) {
    return std::ranges::any_of(entry.second.heads, [&](const Head& head) {
      return std::ranges::none_of(own, [&](const OwnChange& each) { return each.change.id == head.id; });
    });
  });
}

// Ascending, each once.
void add_ids(std::vector<ChangeId>& ids, const std::vector<ChangeId>& more) {
  ids.insert(ids.end(), more.begin(), more.end());
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
}

// What is lost of a record, and what is there of it.
struct Missing {
  const RecordState& lost;
  const RecordState* base = nullptr;
  RecordState view;  // as the person sees it: what is put back of the record does not see one another
  LostValues::Together together;
  std::vector<BeneathLost::Entry> beneath;
};

// To be put back: as old as it was, beside what it stood beside, and over the lost changes themselves: when their
// authors bring those after all, nothing of them stands in the way of what people have made of it meanwhile.
struct Again {
  Edit edit;
  std::set<std::uint32_t> kept;  // fields that are left as they are
};

// What a deletion had seen was the newest then: it covers what lay beneath too, which is shown since the restore.
// `all_lost` of the record, listed or not.
void cover_beneath(const Missing& missing, const RecordState& all_lost, std::vector<ChangeId>& covers) {
  for (const auto& [number, group] : all_lost.groups) {
    const bool seen =
        std::ranges::all_of(group.heads, [&](const Head& head) { return std::ranges::binary_search(covers, head.id); });
    if (number == kDeletedGroup || !seen) continue;
    const auto beneath = gives_way(missing.base, number, group, missing.together);
    add_ids(covers, {beneath.begin(), beneath.end()});
  }
}

// Own changes that what the group lost had overwritten: all of it together, and all of it is to be put back.
std::vector<ChangeId> own_beneath(const Missing& missing, std::uint32_t number) {
  std::vector<ChangeId> ids;
  const auto group = missing.lost.groups.find(number);
  for (const BeneathLost::Entry& entry : missing.beneath) {
    if (entry.group != number || group == missing.lost.groups.end()) continue;
    const bool all = std::ranges::all_of(entry.heads, [&](ChangeId id) { return has_head(group->second.heads, id); });
    if (all) add_ids(ids, entry.own);
  }
  return ids;
}

// A record begins with what it cannot be without, and with all that says who may see it or others.
bool begins_with(std::uint32_t number, const schema::Kind* kind) {
  if (kind == nullptr) return false;
  const schema::Field* field = kind->message->find(number);
  const bool says_who_sees = kind->number == schema::kConcernKind || kind->number == schema::kPairingKind;
  return field != nullptr && (field->required || says_who_sees);
}

// As it was written, each time by itself.
std::vector<RecordState> by_time(const RecordState& layer, bool begins) {
  constexpr Stamp kFirst = 0;
  const schema::Kind* kind = schema::find_kind(layer.kind);
  std::map<Stamp, RecordState> parts;
  for (const auto& [number, group] : layer.groups) {
    const Stamp when = begins && begins_with(number, kind) ? kFirst : latest(group);
    RecordState& part = parts.try_emplace(when, layer.record, layer.kind).first->second;
    part.groups[number] = group;
  }
  std::vector<RecordState> out;
  out.reserve(parts.size());
  for (auto& [stamp, part] : parts) out.push_back(std::move(part));
  return out;
}

Again edit_of(const RecordState& lost, const Missing& missing, bool exists) {
  Again out;
  Edit& edit = out.edit;
  edit.draft = draft_of(missing.view);
  edit.draft.seen.clear();
  edit.draft.heads.clear();
  edit.draft.deleted = false;             // nothing is brought back by the way
  if (!exists) edit.draft.shown.clear();  // what begins it says all it has
  edit.draft.id = lost.record;
  edit.draft.kind = lost.kind;
  edit.create = !exists;
  edit.puts_back = true;
  edit.repeats = true;
  edit.as_given = true;
  edit.set = shown_fields(lost);
  for (const auto& [number, group] : lost.groups) {
    std::vector<ChangeId> beneath = own_beneath(missing, number);
    const auto of_base = gives_way(missing.base, number, group, missing.together);
    add_ids(beneath, {of_base.begin(), of_base.end()});
    auto aside = others_of(missing.view, number, group, missing.together);
    aside.insert(beneath.begin(), beneath.end());
    if (exists && is_newer(missing.view, number, group, aside)) {
      edit.set.erase(number);
      out.kept.insert(number);
      continue;
    }
    // The lost changes themselves, and what they had overwritten. Whatever else has come since stands beside it: nobody
    // who wrote either had seen both.
    auto& seen = edit.draft.seen[number];
    seen = std::move(beneath);
    for (const Head& head : group.heads) add_ids(seen, {head.id});
    edit.entered_ms = std::max(edit.entered_ms, stamp_ms(latest(group)));
    const bool has_value = group.heads.front().value.has_value();
    if (number == kDeletedGroup && has_value) {
      edit.deletes = true;
      for (const Head& head : group.heads) add_ids(edit.draft.heads, head.covers);
    } else if (!has_value && (exists || number == kDeletedGroup)) {
      edit.cleared.push_back(number);
    }
  }
  return out;
}

}  // namespace

Status erase_lost(LocalStore& store, const RecordState& lost, const std::set<std::uint32_t>& kept) {
  XQ_ASSIGN(auto transaction, store.begin());
  for (const auto& [number, group] : lost.groups) {
    if (kept.contains(number)) continue;
    for (const Head& head : group.heads) XQ_TRY(store.lost().strike(lost.record, number, head.id));
  }
  return transaction.commit();
}

Result<Client::Saved> put_back_lost(Client& client, LocalStore& store, const RecordState& lost) {
  XQ_ASSIGN(const auto row, store.records().get(lost.record));
  XQ_ASSIGN(const auto overlay, store.own().overlay(lost.record));
  Missing missing{.lost = lost, .base = row && row->base ? &*row->base : nullptr};
  missing.view = view_of(lost.record, lost.kind, missing.base, overlay);
  XQ_ASSIGN(missing.together, store.lost().together(lost.record));
  XQ_ASSIGN(missing.beneath, store.beneath().of(lost.record));
  XQ_ASSIGN(bool there, exists(store, lost.record));
  XQ_ASSIGN(const auto all_lost, store.lost().kept(lost.record));
  Client::Saved done;
  // One that stood beside another had not seen it, and so has what puts it back.
  for (const RecordState& layer : layers_of(lost)) {
    for (const RecordState& part : by_time(layer, !there)) {
      Again again = edit_of(part, missing, there);
      if (again.edit.deletes && !there) continue;  // of nothing
      if (again.edit.deletes && all_lost) cover_beneath(missing, all_lost->state, again.edit.draft.heads);
      XQ_ASSIGN(const auto saved, client.save({std::move(again.edit)}, {.skip_equal = true}));
      XQ_TRY(erase_lost(store, part, again.kept));
      done.ids = saved.ids;
      done.written += saved.written;
      done.kept += saved.kept + static_cast<std::uint32_t>(again.kept.size());
      there = there || saved.written > 0;
    }
  }
  return done;
}

}  // namespace xinqiao
