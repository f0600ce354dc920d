#include "client/facts/facts_index.h"

#include <algorithm>
#include <map>

#include "client/every_view.h"
#include "domain/facts_codec.h"
#include "domain/gather.h"
#include "merge/standing.h"
#include "model/schema.h"

namespace xinqiao {
namespace {

constexpr std::size_t kFew = 64;  // children whose records are looked up one by one

// Own changes over base: each record's when it is asked for, or those of all at once.
class Overlays {
 public:
  static Result<Overlays> of(LocalStore& store, bool all) {
    Overlays out(store);
    if (all) {
      XQ_ASSIGN(out.all_, store.own().overlay_of_all());
    }
    return out;
  }

  Result<std::vector<OwnChange>> of_record(const Id& record) const {
    if (!all_) return store_->own().overlay(record);
    const auto found = all_->find(record);
    return found == all_->end() ? std::vector<OwnChange>() : found->second;
  }

 private:
  explicit Overlays(LocalStore& store) : store_(&store) {}
  LocalStore* store_;
  std::optional<std::map<Id, std::vector<OwnChange>>> all_;
};

// Of what is never overwritten (a kind, a child), whoever wrote it began the record.
Id author_of(const RecordState& view) {
  const auto group = view.groups.find(1);
  if (group == view.groups.end() || group->second.heads.empty()) return {};
  return group->second.heads.front().author;
}

struct ShownRecord {
  Shown shown;
  Id author;

  domain::Gathered gathered() const { return {shown.id, shown.kind, author, shown.fields}; }
};

// The record as lists show it; nothing: it is deleted, or not here itself.
Result<std::optional<ShownRecord>> shown_record(const BaseRecords::Row& row, const Overlays& overlays) {
  XQ_ASSIGN(const auto overlay, overlays.of_record(row.id));
  const auto view = listed(row, overlay);
  if (!view || is_hidden(*view)) return std::optional<ShownRecord>();
  return std::optional(ShownRecord{shown_of(*view, false), author_of(*view)});
}

Result<domain::Child> gather_child(LocalStore& store, const Id& id, const Overlays& overlays) {
  domain::Child child;
  child.id = id;
  child.hidden = true;
  XQ_TRY(for_each_row(store, 0, id, [&](const BaseRecords::Row& row) -> Result<bool> {
    XQ_ASSIGN(const auto shown, shown_record(row, overlays));
    if (!shown) return true;
    if (row.id == id) child.hidden = false;
    domain::gather(shown->gathered(), child);
    return true;
  }));
  return child;
}

Status gather_directory(LocalStore& store, const Overlays& overlays, domain::Township& township) {
  township.terms.clear();
  township.rules.clear();
  township.meetings.clear();
  township.rounds.clear();
  township.people.clear();
  township.organisations.clear();
  for (const std::uint32_t kind : {schema::kPersonKind, schema::kOrganisationKind, schema::kTermKind,
                                   schema::kEventKind, schema::kScheduleRuleKind, schema::kFestivalRoundKind}) {
    XQ_TRY(for_each_row(store, kind, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
      XQ_ASSIGN(const auto shown, shown_record(row, overlays));
      if (shown) domain::gather(shown->gathered(), township);
      return true;
    }));
  }
  return {};
}

// `fresh` takes the place of those of the same id.
void put_in_place(std::vector<domain::Child> fresh, std::vector<domain::Child>& children) {
  std::erase_if(fresh, [&](domain::Child& child) {  // nearly always: one that is there
    const auto there = std::ranges::lower_bound(children, child.id, {}, &domain::Child::id);
    if (child.hidden || there == children.end() || there->id != child.id) return false;
    *there = std::move(child);
    return true;
  });
  if (fresh.empty()) return;
  std::ranges::sort(fresh, {}, &domain::Child::id);
  std::erase_if(children, [&](const domain::Child& child) {
    return std::ranges::binary_search(fresh, child.id, {}, &domain::Child::id);
  });
  std::erase_if(fresh, [](const domain::Child& child) { return child.hidden; });
  std::ranges::move(fresh, std::back_inserter(children));
  std::ranges::sort(children, {}, &domain::Child::id);
}

Status keep(LocalStore& store, const std::vector<domain::Child>& fresh) {
  XQ_ASSIGN(auto transaction, store.begin());
  XQ_TRY(store.facts().forget_outdated());
  XQ_TRY(store.facts().put({}, {}));
  for (const domain::Child& child : fresh) XQ_TRY(store.facts().put(child.id, domain::encode(child)));
  return transaction.commit();
}

}  // namespace

Result<const domain::Township*> FactsIndex::township(LocalStore& store) {
  if (seen_ == store.facts().changes_so_far()) return &township_;
  if (!seen_) XQ_TRY(load(store));
  seen_.reset();
  if (const Status gathered = gather_missing(store); gathered.ok()) {
    seen_ = store.facts().changes_so_far();
  } else if (gathered.error().code != ErrorCode::kDiskFull) {
    return gathered.error();
  }
  return &township_;
}

Status FactsIndex::load(LocalStore& store) {
  XQ_ASSIGN(auto transaction, store.begin());
  std::vector<domain::Child> children;
  XQ_TRY(store.facts().for_each([&](const Id& id, BytesView facts) {
    if (id.is_nil()) return true;
    auto child = domain::decode(facts);
    if (!child.ok()) return false;
    children.push_back(*std::move(child));
    return true;
  }));
  XQ_TRY(transaction.commit());
  township_ = {};
  put_in_place(std::move(children), township_.children);
  XQ_ASSIGN(const Overlays overlays, Overlays::of(store, false));
  return gather_directory(store, overlays, township_);
}

// Gathered in memory first: a list is to be had also while the disk is full.
Status FactsIndex::gather_missing(LocalStore& store) {
  XQ_ASSIGN(const auto outdated, store.facts().outdated());
  if (outdated.empty()) return {};
  XQ_ASSIGN(const Overlays overlays, Overlays::of(store, outdated.size() > kFew));
  std::vector<domain::Child> fresh;
  fresh.reserve(outdated.size());
  for (const Id& id : outdated) {
    if (id.is_nil()) {
      XQ_TRY(gather_directory(store, overlays, township_));
    } else {
      XQ_ASSIGN(auto child, gather_child(store, id, overlays));
      fresh.push_back(std::move(child));
    }
  }
  const Status kept = keep(store, fresh);
  put_in_place(std::move(fresh), township_.children);
  return kept;
}

}  // namespace xinqiao
