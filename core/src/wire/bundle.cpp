#include "wire/bundle.h"

#include "base/limits.h"
#include "wire/rescue_key.h"

namespace xinqiao::wire {
namespace {

Bytes binding(const char* what, const Id& incarnation, std::uint64_t first_seq) {
  Bytes out = what;
  out.append(incarnation.bytes());
  append_u64(out, first_seq);
  return out;
}

Error damaged(const char* what) { return Error{ErrorCode::kCorrupt, std::string("sealed batch: ") + what}; }

}  // namespace

Bytes sealed_change_binding(const Id& incarnation, std::uint64_t first_seq, std::uint32_t index) {
  Bytes out = binding("xq-sealed-change-1", incarnation, first_seq);
  append_u32(out, index);
  return out;
}

Bytes sealed_end_binding(const Id& incarnation, std::uint64_t first_seq) {
  return binding("xq-sealed-end-1", incarnation, first_seq);
}

Result<UnsealedBatch> open_sealed_batch(const v1::SealedBatch& sealed, const crypto::KeyPair& server_box_keys) {
  if (static_cast<std::size_t>(sealed.changes_size()) > limits::kBatchChanges) return damaged("too many changes");
  XQ_ASSIGN(const auto opened, open_header(server_box_keys, sealed.key_box()));
  v1::SealedHeader header;
  if (!header.ParseFromString(opened)) return damaged("its header does not parse");
  UnsealedBatch out;
  out.chain = header.chain();
  v1::Batch& batch = out.batch = std::move(*header.mutable_header());
  const Id incarnation = Id::from_bytes(batch.incarnation());

  XQ_ASSIGN(const auto end_bytes,
            crypto::open(header.key(), sealed.end(), sealed_end_binding(incarnation, batch.first_seq())));
  v1::BatchEnd end;
  if (!end.ParseFromString(end_bytes)) return damaged("its end does not parse");
  if (end.count() != static_cast<std::uint32_t>(sealed.changes_size())) return damaged("changes are missing");
  batch.clear_changes();
  for (int i = 0; i < sealed.changes_size(); ++i) {
    const Bytes bound = sealed_change_binding(incarnation, batch.first_seq(), static_cast<std::uint32_t>(i));
    XQ_ASSIGN(const auto bytes, crypto::open(header.key(), sealed.changes(i), bound));
    if (!batch.add_changes()->ParseFromString(bytes)) return damaged("a change does not parse");
  }
  batch.set_signature(end.proof());
  return out;
}

}  // namespace xinqiao::wire
