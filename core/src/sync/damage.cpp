#include "sync/damage.h"

namespace xinqiao::sync {

Status pass_damaged(LocalStore& store, std::uint64_t first_seq) {
  XQ_ASSIGN(const auto damaged, store.own().damaged_before(first_seq));
  if (damaged.empty()) return {};
  XQ_ASSIGN(const auto identity, store.meta().identity(store.vault()));
  XQ_ASSIGN(auto writer, store.meta().writer());
  const auto author = author_of(identity, writer.incarnation());
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

Status look_for_damage(LocalStore& store) {
  XQ_ASSIGN(auto state, store.meta().sync());
  XQ_ASSIGN(const auto look, store.records().look_for_damage(state.looked_at(), kLookedAtPerSync));
  if (look.next != state.looked_at()) {  // else a sync of a small folder has nothing to write
    state.set_looked_at(look.next);
    XQ_TRY(store.meta().put_sync(state));
  }
  for (const auto& row : look.damaged) XQ_TRY(store.wanted().add(row.id));
  return {};
}

}  // namespace xinqiao::sync
