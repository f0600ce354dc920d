#pragma once

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "merge/standing.h"
#include "model/validate/validate.h"
#include "server/service/test_device.h"
#include "wire/receipt.h"
#include "xinqiao/v1/held.pb.h"

namespace xinqiao::server::testing {

// An office, a helper without a pairing, a child; what the office is told and decides.
class Decisions : public ::testing::Test {
 protected:
  void SetUp() override {
    push(office_, {office_.create(schema::kChildKind, kid_, child("龙小兰"))});
    helper_.pull_all();
  }

  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }

  // One batch; the changes get their ids.
  v1::Receipt push(TestDevice& device, std::vector<Change>& changes) {
    const Bytes batch = device.make_batch(changes).SerializeAsString();
    const Synced synced = device.sync({batch});
    EXPECT_EQ(synced.status, 200) << synced.error.message();
    EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_TAKEN);
    return synced.receipt();
  }
  v1::Receipt push(TestDevice& device, std::initializer_list<Change> changes) {
    std::vector<Change> list(changes);
    return push(device, list);
  }

  // A visit of the helper to the child that is not paired to them.
  Change stray(const Id& visit_id) { return helper_.create(3, visit_id, visit(kid_, "去看了")); }

  Id derived(std::uint32_t kind, ChangeId change) const {
    Bytes id;
    append_u64(id, change);
    Fields fields;
    write_bytes(fields[1], 1, id);
    return Id::derived(office_.enrolled().natural_key(), *natural_key(*schema::find_kind(kind), fields));
  }
  Change decide(const TestDevice& office, ChangeId change, v1::DecisionVerdict verdict, const std::string& why = "") {
    Bytes id;
    append_u64(id, change);
    v1::Decision message;
    message.set_change(id);
    message.set_verdict(verdict);
    if (!why.empty()) message.set_why(why);
    return office.create(schema::kDecisionKind, derived(schema::kDecisionKind, change),
                         *split_fields(message.SerializeAsString()));
  }
  Change accept(ChangeId change) { return decide(office_, change, v1::DECISION_VERDICT_ACCEPT); }
  Change send_back(ChangeId change, const std::string& why) {
    return decide(office_, change, v1::DECISION_VERDICT_RETURN, why);
  }

  v1::HeldChange held(ChangeId first) {
    office_.pull_all();
    v1::HeldChange message;
    const auto record = office_.records.find(derived(schema::kHeldChangeKind, first));
    EXPECT_NE(record, office_.records.end());
    if (record == office_.records.end()) return message;
    EXPECT_TRUE(message.ParseFromString(join_fields(shown_fields(record->second))));
    return message;
  }
  bool office_holds(const Id& record) {
    office_.pull_all();
    return office_.records.contains(record);
  }
  // What the device is told anew of its batches.
  std::vector<v1::Receipt> amended(TestDevice& device) {
    const Synced synced = device.sync();
    EXPECT_TRUE(synced.response.complete());
    return {synced.response.amended().begin(), synced.response.amended().end()};
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice helper_{server_, server_.invite("helper", "石老师")};
  const Id kid_ = fresh();
};

}  // namespace xinqiao::server::testing
