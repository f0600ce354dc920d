// Goal: what a device sealed to the server opens there to the same batch, and nowhere else. Method: seals as
// the device's storage makes them.
#include "wire/bundle.h"

#include <gtest/gtest.h>

#include "wire/rescue_key.h"
#include "wire/samples.h"

namespace xinqiao::wire {
namespace {

using testing::Author;
using testing::one_field_edit;

struct Sealed {
  crypto::KeyPair server;
  v1::Batch batch;
  v1::SealedBatch sealed;
};

Sealed make() {
  Author author(3);
  Sealed out{crypto::make_box_keys(author.random), {}, {}};
  std::vector<Change> changes{one_field_edit(author.random, stamp_at(1000)),
                              one_field_edit(author.random, stamp_at(2000))};
  out.batch = author.batch(changes, false);
  const auto rescue =
      *make_rescue_key(author.organisation, out.server.public_key, author.keys.secret_key, author.random);
  v1::SealedHeader header;
  header.set_key(author.random.bytes(32));
  header.set_chain(chain_start(author.incarnation));
  *header.mutable_header() = out.batch;
  header.mutable_header()->clear_changes();
  header.mutable_header()->clear_signature();
  out.sealed.set_key_box(seal_header(rescue, header.SerializeAsString(), author.random));
  for (int i = 0; i < out.batch.changes_size(); ++i) {
    out.sealed.add_changes(crypto::seal(header.key(), out.batch.changes(i).SerializeAsString(),
                                        sealed_change_binding(author.incarnation, 1, static_cast<std::uint32_t>(i)),
                                        author.random));
  }
  v1::BatchEnd end;
  end.set_count(2);
  end.set_proof(out.batch.signature());
  out.sealed.set_end(
      crypto::seal(header.key(), end.SerializeAsString(), sealed_end_binding(author.incarnation, 1), author.random));
  return out;
}

TEST(SealedBatch, OpensToTheBatch) {
  const auto made = make();
  const auto opened = open_sealed_batch(made.sealed, made.server);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->batch.SerializeAsString(), made.batch.SerializeAsString());
  EXPECT_EQ(opened->chain, chain_start(Id::from_bytes(made.batch.incarnation())));
}

TEST(SealedBatch, AnotherServerCannotOpenIt) {
  const auto made = make();
  testing::SeededRandom random(9);
  EXPECT_FALSE(open_sealed_batch(made.sealed, crypto::make_box_keys(random)).ok());
}

TEST(SealedBatch, ChangesCannotBeSwappedOrDropped) {
  auto swapped = make();
  swapped.sealed.mutable_changes()->SwapElements(0, 1);
  EXPECT_FALSE(open_sealed_batch(swapped.sealed, swapped.server).ok());
  auto dropped = make();
  dropped.sealed.mutable_changes()->RemoveLast();
  EXPECT_FALSE(open_sealed_batch(dropped.sealed, dropped.server).ok());
}

}  // namespace
}  // namespace xinqiao::wire
