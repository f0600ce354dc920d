#include <algorithm>

#include "client/attention/copied.h"
#include "client/attention/damaged.h"
#include "client/attention/elsewhere.h"
#include "client/attention/gap.h"
#include "client/attention/held.h"
#include "client/attention/lost.h"
#include "client/attention/refusal.h"
#include "client/parts.h"

namespace xinqiao {
namespace {

WrittenChange written(const Change& change, std::uint32_t kind) {
  WrittenChange out{change.id, change.record, kind, {}, {}, false, false};
  for (const TouchedGroup& group : change.groups) {
    if (group.number == kDeletedGroup && group.value) {
      out.deletes = true;
    } else if (group.value) {
      out.set[group.number] = *group.value;
    } else {
      out.cleared.push_back(group.number);
    }
  }
  return out;
}

}  // namespace

Result<std::vector<Attention>> Client::attention(std::uint32_t limit) const {
  if (!parts_->identity) return std::vector<Attention>();
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(const auto refused, store.own().refused(limit));
  std::vector<Attention> out;
  for (const OwnChange& own : refused) {
    const auto same = std::ranges::find(out, own.change.record, &Attention::record);
    if (same != out.end()) {
      same->behind.push_back(written(own.change, same->kind));
      continue;
    }
    XQ_ASSIGN(const auto row, store.records().get(own.change.record));
    XQ_ASSIGN(const auto why, store.own().why(own.seq));
    Bytes change;
    append_u64(change, own.change.id);
    Attention item;
    item.id = id_about(*parts_->identity, schema::kHeldChangeKind, change);
    item.record = own.change.record;
    item.kind = row ? row->kind : own.change.kind;
    item.state = refusal_name(own);
    item.reason = refusal_text(own.reason, why);
    item.by = own.change.author;
    item.at_ms = stamp_ms(own.change.effective);
    item.changes.push_back(written(own.change, item.kind));
    out.push_back(std::move(item));
  }
  XQ_ASSIGN(auto held, waiting_for_office(store, *parts_->identity, limit));
  std::ranges::move(held, std::back_inserter(out));
  XQ_ASSIGN(auto elsewhere, own_elsewhere(store, *parts_->identity, limit));
  std::ranges::move(elsewhere, std::back_inserter(out));
  XQ_ASSIGN(auto gaps, open_gaps(store, *parts_->identity, limit));
  std::ranges::move(gaps, std::back_inserter(out));
  XQ_ASSIGN(auto copied, copied_devices(store, *parts_->identity, limit));
  std::ranges::move(copied, std::back_inserter(out));
  XQ_ASSIGN(auto lost, lost_work(store, *parts_->identity, limit));
  std::ranges::move(lost, std::back_inserter(out));
  XQ_ASSIGN(auto damaged, damaged_work(store, limit));
  std::ranges::move(damaged, std::back_inserter(out));
  return out;
}

}  // namespace xinqiao
