#include <algorithm>

#include "service/organisation/organisation_files.h"
#include "service/organisation/rescue_index.h"
#include "wire/rescue_key.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kRescueBytes = 1024UL * 1024 * 1024;

Result<v1::Bundle> read_bundle(BytesView bytes, const Identity& identity) {
  v1::Bundle bundle;
  if (bytes.size() > kRescueBytes || !bundle.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      bundle.format() != 1) {
    return Error{ErrorCode::kInvalid, "not a rescue file, or one that is damaged"};
  }
  // Whoever could not read it on the device left it out; what is not sealed to this server does not open anyway.
  if (!bundle.organisation().empty() && bundle.organisation() != identity.id.bytes()) {
    return Error{ErrorCode::kInvalid, "this rescue file is of another organisation"};
  }
  return bundle;
}

std::optional<v1::BundleIndex> read_index(const v1::Bundle& bundle, const Identity& identity) {
  const auto opened = crypto::open_sealed(identity.box_keys, bundle.index());
  v1::BundleIndex index;
  if (!opened.ok() || !index.ParseFromString(*opened)) return std::nullopt;
  return index;
}

// A batch has at least one change, even when they are damaged beyond counting.
std::uint64_t changes_in(const v1::SealedBatch& sealed) {
  return static_cast<std::uint64_t>(std::max({sealed.changes_size(), static_cast<int>(sealed.count()), 1}));
}

// Also a damaged batch may tell how the one before it ends.
void note_end_before(const v1::SealedBatch& sealed, const Identity& identity, Taking& taking) {
  const auto opened = wire::open_header(identity.box_keys, sealed.key_box());
  v1::SealedHeader header;
  if (!opened.ok() || !header.ParseFromString(*opened)) return;
  taking.ends[header.header().first_seq() - 1] = header.header().previous();
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
    return Error{
        ErrorCode::kRefused,
        "服务器刚恢复，请先让一台办公室电脑同步，再收取救援文件；办公室电脑都不能用了，才用 go-on / the restored "
        "server waits for an office to sync; take the rescue file in afterwards, or say go-on"};
  }
  const auto index = read_index(read, identity);
  Taking taking;
  taking.admitted = read_admission(identity, read.admission());
  for (const v1::SealedBatch& sealed : read.batches()) {
    const auto batch = wire::open_sealed_batch(sealed, identity.box_keys);
    if (!batch.ok()) {
      note_end_before(sealed, identity, taking);
      if (index) continue;  // it tells
      taking.report.changes += changes_in(sealed);
      taking.report.unreadable += changes_in(sealed);
      continue;
    }
    taking.incarnation = Id::from_bytes(batch->batch.incarnation());
    taking.opened.insert(batch->batch.first_seq());
    taking.ends[batch->batch.first_seq() - 1] = batch->batch.previous();
    XQ_ASSIGN(snapshot, opened.store->snapshot());
    XQ_ASSIGN(const bool repeat, is_repeat(*snapshot, *batch));
    snapshot.reset();
    if (repeat) {
      const auto changes = static_cast<std::uint64_t>(batch->batch.changes_size());
      taking.report.changes += changes;
      taking.report.repeated += changes;
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
  if (index) {
    const Taking before = taking;
    XQ_TRY(opened.store->write([&](Transaction& transaction) {
      taking = before;
      return take_index(transaction, identity, *index, clock.wall_ms(), random, taking);
    }));
  }
  XQ_ASSIGN(snapshot, opened.store->snapshot());
  XQ_TRY(count_taken_since(*snapshot, taking));
  return taking.report;
}

}  // namespace xinqiao::server
