#include "server/service/test_bundle.h"

#include <gtest/gtest.h>

#include "testing/seeded_random.h"
#include "wire/batch.h"
#include "wire/bundle.h"
#include "wire/rescue_key.h"

namespace xinqiao::server::testing {
namespace {

wire::RescueKey rescue_key_of(const TestDevice& device) {
  xinqiao::testing::SeededRandom random(device.enrolled().device());
  return *wire::make_rescue_key(Id::from_bytes(device.enrolled().organisation_id()), device.enrolled().server_box_key(),
                                device.sign_keys.secret_key, random);
}

}  // namespace

Written write_next(TestDevice& device, std::vector<Change> changes) {
  Bytes before = device.chain;
  Written written{device.make_batch(changes), std::move(before), {}};
  written.proof = prove(device, written);
  return written;
}

Bytes prove(const TestDevice& by, const Written& written) {
  const auto opened = wire::open_batch(written.batch, written.before, Id::from_bytes(by.enrolled().person()), nullptr);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  const Id organisation = Id::from_bytes(by.enrolled().organisation_id());
  return wire::rescue_proof(
      rescue_key_of(by), wire::signed_text(organisation, opened->incarnation, opened->first_seq,
                                           static_cast<std::uint32_t>(opened->changes.size()), opened->chain.back()));
}

v1::SealedBatch seal(const TestDevice& device, const Written& written, Random& random) {
  const v1::Batch& batch = written.batch;
  const Id incarnation = Id::from_bytes(batch.incarnation());
  const wire::RescueKey rescue = rescue_key_of(device);
  v1::SealedHeader header;
  header.set_key(random.bytes(crypto::kKeySize));
  header.set_chain(written.before);
  *header.mutable_header() = batch;
  header.mutable_header()->clear_changes();
  header.mutable_header()->clear_signature();
  v1::SealedBatch sealed;
  sealed.set_key_box(wire::seal_header(rescue, header.SerializeAsString(), random));
  for (int i = 0; i < batch.changes_size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    sealed.add_changes(crypto::seal(header.key(), batch.changes(i).SerializeAsString(),
                                    wire::sealed_change_binding(incarnation, batch.first_seq(), index), random));
  }
  v1::BatchEnd end;
  end.set_count(static_cast<std::uint32_t>(batch.changes_size()));
  end.set_proof(written.proof);
  sealed.set_end(crypto::seal(header.key(), end.SerializeAsString(),
                              wire::sealed_end_binding(incarnation, batch.first_seq()), random));
  return sealed;
}

v1::Bundle bundle_of(const TestDevice& device, const std::vector<Written>& batches, Random& random) {
  v1::Bundle out;
  out.set_format(1);
  out.set_organisation(device.enrolled().organisation_id());
  for (const Written& batch : batches) *out.add_batches() = seal(device, batch, random);
  return out;
}

RescueReport take_in(TestServer& server, const v1::Bundle& file) {
  const auto report = take_rescue(server.folder(), file.SerializeAsString(), server.clock(), server.random());
  EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message);
  return report.ok() ? *report : RescueReport();
}

}  // namespace xinqiao::server::testing
