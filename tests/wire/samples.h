#pragma once

#include <vector>

#include "base/crypto.h"
#include "testing/seeded_random.h"
#include "wire/batch.h"

// Batches as a device makes them, for tests of the wire.
namespace xinqiao::testing {

struct Author {
  explicit Author(std::uint64_t seed) : random(seed), keys(crypto::make_sign_keys(random)) {
    organisation = Id::random(1, random);
    incarnation = Id::random(1, random);
    person = Id::random(1, random);
    chain = wire::chain_start(incarnation);
  }

  // Signs the changes as this author's next batch and moves the chain on. Gives the changes their ids.
  v1::Batch batch(std::vector<Change>& changes, bool abbreviate) {
    v1::Batch out;
    out.set_incarnation(incarnation.str());
    out.set_first_seq(next_seq);
    out.set_previous(next_seq == 1 ? 0 : wire::id_at(chain));
    out.set_secret(random.bytes(16));
    out.set_base_ms(static_cast<std::uint64_t>(stamp_ms(changes.front().written)));
    const wire::BatchContext context{person, out.base_ms()};
    for (std::size_t i = 0; i < changes.size(); ++i) {
      changes[i].author = person;
      *out.add_changes() = wire::pack(changes[i], context, abbreviate);
      const Bytes salt = wire::salt_at(out.secret(), static_cast<std::uint32_t>(i));
      chain = wire::chain_next(chain, wire::commitment(salt, wire::canonical(changes[i])));
      changes[i].id = wire::id_at(chain);
    }
    const Bytes text =
        wire::signed_text(organisation, incarnation, next_seq, static_cast<std::uint32_t>(changes.size()), chain);
    out.set_signature(crypto::sign(keys.secret_key, text));
    next_seq += changes.size();
    return out;
  }

  SeededRandom random;
  crypto::KeyPair keys;
  Id organisation;
  Id incarnation;
  Id person;
  Bytes chain;
  std::uint64_t next_seq = 1;
};

inline Change one_field_edit(SeededRandom& random, Stamp written) {
  Change change;
  change.record = Id::random(stamp_ms(written), random);
  change.written = change.effective = written;
  Bytes value;
  write_varint(value, 18, 1 + random.below(5));
  change.groups.push_back({18, value, {random.next()}, {}});
  return change;
}

}  // namespace xinqiao::testing
