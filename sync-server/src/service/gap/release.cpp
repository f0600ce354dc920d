#include "service/gap/release.h"

#include "merge/standing.h"
#include "merge/state_codec.h"
#include "model/schema.h"
#include "service/decide/decision.h"
#include "xinqiao/v1/held.pb.h"

namespace xinqiao::server {

Result<std::optional<Release>> find_release(Snapshot& snapshot, const Identity& identity, ChangeId change) {
  const std::optional<Release> none;
  const Id id = id_about(identity, schema::kReleaseKind, change);
  XQ_ASSIGN(const auto rows, snapshot.records(std::span(&id, 1)));
  if (rows.empty() || rows.front().kind != schema::kReleaseKind) return none;
  XQ_ASSIGN(const auto state, decode_state(rows.front().state));
  const auto about = state.groups.find(v1::Release::kChangeFieldNumber);
  if (is_hidden(state) || about == state.groups.end() || about->second.heads.empty()) return none;
  const Head& head = standing(about->second, nullptr);
  return std::optional(Release{head.author, stamp_ms(head.effective)});
}

}  // namespace xinqiao::server
