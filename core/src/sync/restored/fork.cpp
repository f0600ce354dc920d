#include "sync/restored/fork.h"

namespace xinqiao::sync {

Status continue_after_fork(LocalStore& store, std::uint64_t common) {
  XQ_ASSIGN(const auto identity, store.meta().identity(store.vault()));
  XQ_ASSIGN(auto writer, store.meta().writer());
  XQ_ASSIGN(const Id incarnation, store.own().continue_after(common, author_of(identity, writer.incarnation())));
  // Chain and numbers go on.
  writer.set_incarnation(incarnation.str());
  return store.meta().put_writer(writer);
}

}  // namespace xinqiao::sync
