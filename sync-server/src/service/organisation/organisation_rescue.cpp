#include <algorithm>

#include "service/organisation/organisation_files.h"
#include "service/organisation/rescue_take.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kRescueBytes = 1024UL * 1024 * 1024;

Result<v1::Bundle> read_bundle(BytesView bytes, const Identity& identity) {
  v1::Bundle bundle;
  if (bytes.size() > kRescueBytes || !bundle.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      bundle.format() != 1) {
    return Error{ErrorCode::kInvalid, "not a rescue file, or one that is damaged"};
  }
  if (bundle.organisation() != identity.id.bytes()) {
    return Error{ErrorCode::kInvalid, "this rescue file is of another organisation"};
  }
  return bundle;
}

}  // namespace

Result<RescueReport> take_rescue(const std::string& data_folder, BytesView bundle, Clock& clock, Random& random,
                                 const Disk& disk) {
  XQ_ASSIGN(const auto opened, open_folder(data_folder, disk));
  XQ_ASSIGN(auto snapshot, opened.store->snapshot());
  XQ_ASSIGN(const auto identity, snapshot->identity());
  snapshot.reset();
  XQ_ASSIGN(const auto read, read_bundle(bundle, identity));
  if (identity.recovering != 0) {
    return Error{ErrorCode::kRefused,
                 "the restored server waits for an office to sync; take the rescue file in afterwards, or say go-on"};
  }
  Taking taking;
  for (const v1::SealedBatch& sealed : read.batches()) {
    const auto batch = wire::open_sealed_batch(sealed, identity.box_keys);
    if (!batch.ok()) {
      // A batch has at least one change, even when they are damaged beyond counting.
      const auto changes = static_cast<std::uint64_t>(std::max(sealed.changes_size(), 1));
      taking.report.changes += changes;
      taking.report.unreadable += changes;
      continue;
    }
    const RescueReport before = taking.report;
    const std::size_t held = taking.held.size();
    XQ_TRY(opened.store->write([&](Transaction& transaction) {
      taking.report = before;
      taking.held.resize(held);
      return take_unsealed(transaction, identity, *batch, clock.wall_ms(), random, taking);
    }));
  }
  XQ_ASSIGN(snapshot, opened.store->snapshot());
  XQ_TRY(count_taken_since(*snapshot, taking));
  return taking.report;
}

}  // namespace xinqiao::server
