#include "wire/batch.h"

#include <algorithm>
#include <unordered_map>

#include "base/crypto.h"
#include "base/limits.h"
#include "wire/rescue_key.h"

namespace xinqiao::wire {
namespace {

Error malformed(const char* what) { return Error{ErrorCode::kInvalid, std::string("malformed batch: ") + what}; }

// Transactions lie whole in the batch, and only their first change counts them.
Status check_transactions(const v1::Batch& batch) {
  for (int at = 0; at < batch.changes_size();) {
    const std::uint32_t length = std::max<std::uint32_t>(1, batch.changes(at).transaction());
    if (length > limits::kTransactionChanges || length > static_cast<std::uint32_t>(batch.changes_size() - at)) {
      return malformed("a transaction does not fit");
    }
    for (std::uint32_t i = 1; i < length; ++i) {
      if (batch.changes(at + static_cast<int>(i)).transaction() != 0) return malformed("a transaction in another");
    }
    at += static_cast<int>(length);
  }
  return {};
}

bool has_good_salts(const v1::Batch& batch) {
  if (batch.salts_size() == 0) return batch.secret().size() == kSaltSize;
  return batch.salts_size() == batch.changes_size() &&
         std::ranges::all_of(batch.salts(), [](const auto& salt) { return salt.size() == kSaltSize; });
}

// What continues another incarnation's chain also continues its numbers.
bool has_good_parent(const v1::Batch& batch) {
  return !batch.has_parent() ||
         (batch.parent().incarnation().size() == Id::kSize && batch.parent().seq() + 1 == batch.first_seq());
}

Bytes text_of(const OpenedBatch& batch, const Id& organisation) {
  return signed_text(organisation, batch.incarnation, batch.first_seq, static_cast<std::uint32_t>(batch.changes.size()),
                     batch.chain.back());
}

}  // namespace

Bytes salt_of(const v1::Batch& batch, int index) {
  return batch.salts_size() > 0 ? batch.salts(index) : salt_at(batch.secret(), static_cast<std::uint32_t>(index));
}

ChangeId previous_of(const v1::Batch& batch, BytesView chain_before) {
  return batch.first_seq() == 1 && !batch.has_parent() ? 0 : id_at(chain_before);
}

Status check_batch(const v1::Batch& batch) {
  if (batch.incarnation().size() != Id::kSize) return malformed("the incarnation is not 16 bytes");
  if (batch.first_seq() == 0 || batch.first_seq() > (std::uint64_t{1} << 62)) return malformed("its first seq");
  if (batch.changes_size() == 0) return malformed("it is empty");
  if (static_cast<std::size_t>(batch.changes_size()) > limits::kBatchChanges) {
    return Error{ErrorCode::kTooLarge, "a batch has too many changes"};
  }
  if (!has_good_salts(batch)) return malformed("its salts");
  if (!has_good_parent(batch)) return malformed("its parent");
  if (!batch.author().empty() && batch.author().size() != Id::kSize) return malformed("its author");
  return check_transactions(batch);
}

Result<OpenedBatch> open_batch(const v1::Batch& batch, BytesView chain_before, const Id& device_person,
                               const RecordOf& record_of) {
  XQ_TRY(check_batch(batch));
  OpenedBatch opened;
  opened.incarnation = Id::from_bytes(batch.incarnation());
  opened.first_seq = batch.first_seq();
  opened.previous = batch.previous();
  opened.signature = batch.signature();
  if (batch.previous() != previous_of(batch, chain_before)) return malformed("it does not continue the chain");

  const BatchContext context{batch.author().empty() ? device_person : Id::from_bytes(batch.author()), batch.base_ms()};
  std::unordered_map<ChangeId, Id> own;
  const RecordOf lookup = [&](ChangeId id) -> std::optional<Id> {
    if (const auto found = own.find(id); found != own.end()) return found->second;
    return record_of ? record_of(id) : std::nullopt;
  };
  Bytes chain(chain_before);
  opened.changes.reserve(static_cast<std::size_t>(batch.changes_size()));
  opened.chain.reserve(static_cast<std::size_t>(batch.changes_size()));
  for (int i = 0; i < batch.changes_size(); ++i) {
    XQ_ASSIGN(auto change, expand(batch.changes(i), context, lookup));
    chain = chain_next(chain, commitment(salt_of(batch, i), canonical(change)));
    change.id = id_at(chain);
    own[change.id] = change.record;
    opened.changes.push_back(std::move(change));
    opened.chain.push_back(chain);
  }
  return opened;
}

bool verify_batch(const OpenedBatch& batch, const Id& organisation, BytesView sign_key) {
  return crypto::verify(sign_key, text_of(batch, organisation), batch.signature);
}

bool verify_rescued(const OpenedBatch& batch, const Id& organisation, BytesView sign_key) {
  return verify_rescue_proof(organisation, text_of(batch, organisation), batch.signature, sign_key);
}

}  // namespace xinqiao::wire
