#include "sync/damage.h"

#include <algorithm>

namespace xinqiao::sync {

Status pass_damaged(LocalStore& store, std::uint64_t first_seq) {
  XQ_ASSIGN(const auto damaged, store.own().damaged_before(first_seq));
  if (damaged.empty()) return {};
  XQ_ASSIGN(const auto identity, store.meta().identity(store.vault()));
  XQ_ASSIGN(auto writer, store.meta().writer());
  const OwnLog::Author author{Id::from_bytes(identity.organisation_id()), Id::from_bytes(writer.incarnation()),
                              Id::from_bytes(identity.person()), identity.sign_secret(), identity.server_box_key()};
  OwnLog::Tip tip{writer.next_seq(), writer.chain()};
  for (const std::uint64_t batch : damaged) {
    XQ_ASSIGN(const auto rest, store.own().give_up(batch));
    for (const Change& change : rest) {
      std::vector<Change> alone{change};
      XQ_TRY(store.own().append(alone, author, tip));
    }
  }
  writer.set_next_seq(tip.next_seq);
  writer.set_chain(tip.chain);
  return store.meta().put_writer(writer);
}

Status ask_again(LocalStore& store, const std::vector<Id>& records) {
  if (records.empty()) return {};
  XQ_ASSIGN(auto state, store.meta().sync());
  for (const Id& record : records) {
    const bool known = std::find(state.ask().begin(), state.ask().end(), record.str()) != state.ask().end();
    if (!known) state.add_ask(record.str());
  }
  return store.meta().put_sync(state);
}

Status asked_again(LocalStore& store, const std::vector<Id>& records) {
  XQ_ASSIGN(auto state, store.meta().sync());
  if (state.ask().empty()) return {};
  v1::SyncState left = state;
  left.clear_ask();
  for (const auto& record : state.ask()) {
    if (std::ranges::find(records, Id::from_bytes(record)) == records.end()) left.add_ask(record);
  }
  return store.meta().put_sync(left);
}

Status look_for_damage(LocalStore& store) {
  XQ_ASSIGN(auto state, store.meta().sync());
  XQ_ASSIGN(const auto look, store.records().look_for_damage(state.looked_at(), kLookedAtPerSync));
  if (look.next != state.looked_at()) {  // else a sync of a small folder has nothing to write
    state.set_looked_at(look.next);
    XQ_TRY(store.meta().put_sync(state));
  }
  std::vector<Id> records;
  records.reserve(look.damaged.size());
  for (const auto& row : look.damaged) records.push_back(row.id);
  return ask_again(store, records);
}

}  // namespace xinqiao::sync
