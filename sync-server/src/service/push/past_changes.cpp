#include "service/push/past_changes.h"

#include <span>

#include "service/push/stored_changes.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server {

Result<const Change*> PastChanges::find(ChangeId id) {
  if (++asked_ > kAsksMax) return nullptr;
  auto found = found_.find(id);
  if (found == found_.end()) {
    if (++looked_up_ > kLookUpsMax) return nullptr;
    XQ_ASSIGN(auto change, read(id));
    found = found_.emplace(id, std::move(change)).first;
  }
  const std::optional<Change>& change = found->second;
  return change ? &*change : nullptr;
}

Result<std::optional<Change>> PastChanges::read(ChangeId id) {
  XQ_ASSIGN(const auto rows, snapshot_.changes(std::span(&id, 1)));
  if (rows.empty() || rows.front().verdict != v1::VERDICT_ACCEPTED) return std::optional<Change>();
  return read_change(snapshot_, identity_, rows.front(), &last_);
}

}  // namespace xinqiao::server
