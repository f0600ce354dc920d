#pragma once

#include "storage/local_store.h"
#include "sync/request.h"
#include "xinqiao/v1/sync.pb.h"

// What is larger than a page goes in pieces, both ways (docs/protocol.md section 7).
namespace xinqiao::sync {

// Of a batch that is larger than a page, what goes into this request: from where the server says, when it has begun
// just this one.
v1::Fragment cut_piece(const Bytes& batch, const v1::FragmentNeed& need, std::size_t max_bytes);

// From where the server is to go on.
Status ask_for_pieces(LocalStore& store, v1::SyncRequest& request);

// Keeps the pieces of an answer; what has become whole is in `deltas` with the answer's own.
struct Joined {
  google::protobuf::RepeatedPtrField<v1::RecordState> deltas;
  bool brought_something = false;
  bool broken = false;  // what should be whole is not: it is asked for again, and the cursor stays
};
Result<Joined> take_pieces(LocalStore& store, const v1::SyncResponse& response);

}  // namespace xinqiao::sync
