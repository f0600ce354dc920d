#include "xinqiao/client.h"
#include "xinqiao/v1/local.pb.h"

namespace xinqiao {

Bytes Draft::encode() const {
  v1::StoredDraft message;
  message.set_id(id.str());
  message.set_kind(kind);
  message.set_shown(join_fields(shown));
  for (const auto& [number, ids] : seen) {
    auto& group = *message.add_groups();
    group.set_number(number);
    for (const ChangeId change : ids) group.add_seen(change);
  }
  for (const ChangeId change : heads) message.add_heads(change);
  message.set_deleted(deleted);
  message.set_device(device);
  return message.SerializeAsString();
}

Result<Draft> Draft::decode(BytesView bytes) {
  v1::StoredDraft message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || message.id().size() != Id::kSize) {
    return Error{ErrorCode::kInvalid, "not a draft of this program"};
  }
  Draft draft;
  draft.id = Id::from_bytes(message.id());
  draft.kind = message.kind();
  XQ_ASSIGN(draft.shown, split_fields(message.shown()));
  for (const auto& group : message.groups()) draft.seen[group.number()] = {group.seen().begin(), group.seen().end()};
  draft.deleted = message.deleted();
  draft.device = message.device();
  draft.heads = {message.heads().begin(), message.heads().end()};
  return draft;
}

}  // namespace xinqiao
