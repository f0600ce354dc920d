// Goal: a rescue file brings in unsent work once, and nothing that was not signed by its device.
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "server/service/test_device.h"
#include "wire/bundle.h"

namespace xinqiao::server::testing {
namespace {

class Rescue : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }

  // As a device seals its work while it saves (docs/protocol.md section 11).
  v1::SealedBatch seal(const v1::Batch& batch) {
    const Id incarnation = Id::from_bytes(batch.incarnation());
    v1::SealedHeader header;
    header.set_key(server_.random().bytes(crypto::kKeySize));
    *header.mutable_header() = batch;
    header.mutable_header()->clear_changes();
    header.mutable_header()->clear_signature();
    v1::SealedBatch sealed;
    sealed.set_key_box(crypto::seal_to(office_.enrolled().server_box_key(), header.SerializeAsString()));
    for (int i = 0; i < batch.changes_size(); ++i) {
      const auto index = static_cast<std::uint32_t>(i);
      sealed.add_changes(crypto::seal(header.key(), batch.changes(i).SerializeAsString(),
                                      wire::sealed_change_binding(incarnation, batch.first_seq(), index),
                                      server_.random()));
    }
    v1::BatchEnd end;
    end.set_count(static_cast<std::uint32_t>(batch.changes_size()));
    end.set_signature(batch.signature());
    sealed.set_end(crypto::seal(header.key(), end.SerializeAsString(),
                                wire::sealed_end_binding(incarnation, batch.first_seq()), server_.random()));
    return sealed;
  }
  v1::Bundle bundle(const std::vector<v1::Batch>& batches) {
    v1::Bundle out;
    out.set_format(1);
    out.set_organisation(office_.enrolled().organisation_id());
    for (const v1::Batch& batch : batches) *out.add_batches() = seal(batch);
    return out;
  }
  v1::Batch one_child() {
    std::vector<Change> changes{office_.create(schema::kChildKind, fresh(), child("龙小兰"))};
    last_ = changes.front().record;
    return office_.make_batch(changes);
  }
  RescueReport take(const v1::Bundle& file) {
    const auto report = take_rescue(server_.folder(), file.SerializeAsString(), server_.clock(), server_.random());
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message);
    return report.ok() ? *report : RescueReport();
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  Id last_;
};

TEST_F(Rescue, BringsInUnsentWorkOnce) {
  const v1::Bundle file = bundle({one_child(), one_child()});
  const RescueReport first = take(file);
  EXPECT_EQ(first.changes, 2U);
  EXPECT_EQ(first.accepted, 2U);
  EXPECT_EQ(first.repeated, 0U);
  const RescueReport again = take(file);
  EXPECT_EQ(again.accepted, 0U);
  EXPECT_EQ(again.repeated, 2U);
  TestDevice second(server_, server_.invite("office", "田老师"));
  second.pull_all();
  EXPECT_TRUE(second.records.contains(last_));
}

TEST_F(Rescue, WhatThePhoneHadSentIsARepeat) {
  const v1::Batch sent = one_child();
  const v1::Batch unsent = one_child();
  office_.sync({sent.SerializeAsString()});
  const RescueReport report = take(bundle({sent, unsent}));
  EXPECT_EQ(report.repeated, 1U);
  EXPECT_EQ(report.accepted, 1U);
}

TEST_F(Rescue, DamagedAndForeignBatchesAreLeftOutAndTheOthersTaken) {
  v1::Bundle file = bundle({one_child()});
  v1::Batch forged = one_child();
  forged.set_signature(Bytes(64, 'x'));
  *file.add_batches() = seal(forged);
  file.add_batches()->set_key_box("not sealed to this server");
  const RescueReport report = take(file);
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(report.refused, 1U);
  EXPECT_EQ(report.unreadable, 1U);
  EXPECT_EQ(report.changes, 3U);
  EXPECT_FALSE(report.all_taken());
}

TEST_F(Rescue, AGapIsToldApartAndCountedInChanges) {
  one_child();  // lost with the phone
  std::vector<Change> changes{office_.create(schema::kChildKind, fresh(), child("一")),
                              office_.create(schema::kChildKind, fresh(), child("二"))};
  const RescueReport report = take(bundle({office_.make_batch(changes)}));
  EXPECT_EQ(report.changes, 2U);
  EXPECT_EQ(report.missing, 2U);
  EXPECT_EQ(report.unreadable, 0U);
  EXPECT_FALSE(report.all_taken());
}

TEST_F(Rescue, UnreadableBatchesCountTheirChanges) {
  v1::Bundle file = bundle({});
  auto& foreign = *file.add_batches();
  foreign.set_key_box("not sealed to this server");
  for (int i = 0; i < 3; ++i) foreign.add_changes("?");
  const RescueReport report = take(file);
  EXPECT_EQ(report.changes, 3U);
  EXPECT_EQ(report.unreadable, 3U);
}

TEST_F(Rescue, IsJudgedAsAPushOfThatDevice) {
  TestDevice helper(server_, server_.invite("helper", "石老师"));
  std::vector<Change> changes{helper.create(3, fresh(), visit(fresh(), "走访")),
                              helper.create(schema::kChildKind, fresh(), one_text(1, "\xFF"))};
  const RescueReport report = take(bundle({helper.make_batch(changes)}));
  EXPECT_EQ(report.quarantined, 1U);
  EXPECT_EQ(report.rejected, 1U);
  EXPECT_EQ(report.accepted, 0U);
}

TEST_F(Rescue, AFileThatIsNoneIsRefused) {
  EXPECT_FALSE(take_rescue(server_.folder(), "rubbish", server_.clock(), server_.random()).ok());
  v1::Bundle file = bundle({});
  file.set_organisation(Bytes(16, 'x'));
  EXPECT_FALSE(take_rescue(server_.folder(), file.SerializeAsString(), server_.clock(), server_.random()).ok());
}

}  // namespace
}  // namespace xinqiao::server::testing
