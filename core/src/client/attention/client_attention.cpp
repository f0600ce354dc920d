#include <algorithm>

#include "client/attention/copied.h"
#include "client/attention/damaged.h"
#include "client/attention/elsewhere.h"
#include "client/attention/gap.h"
#include "client/attention/held.h"
#include "client/attention/lost.h"
#include "client/attention/own_refused.h"
#include "client/parts.h"

namespace xinqiao {
Result<std::vector<Attention>> Client::attention(std::uint32_t limit) const {
  if (!parts_->identity) return std::vector<Attention>();
  LocalStore& store = *parts_->store;
  XQ_ASSIGN(auto out, own_refused(store, *parts_->identity, limit));
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
