#pragma once

#include <gtest/gtest.h>

#include "merge/standing.h"
#include "model/validate/validate.h"
#include "server/service/test_bundle.h"
#include "xinqiao/v1/held.pb.h"

namespace xinqiao::server::testing {

// An office, and a phone whose batches of one child each reach the server by bundle, some of them not at all.
class GapTest : public ::testing::Test {
 protected:
  Id fresh() { return Id::random(server_.clock().wall_ms(), server_.random()); }
  Written one_child(const std::string& name = "龙小兰") {
    children_.push_back(fresh());
    return write_next(phone_, {phone_.create(schema::kChildKind, children_.back(), child(name))});
  }
  std::vector<Written> several(int count) {
    std::vector<Written> out;
    for (int i = 0; i < count; ++i) out.push_back(one_child());
    return out;
  }
  RescueReport take(const std::vector<Written>& batches) {
    return take_in(server_, bundle_of(phone_, batches, server_.random()));
  }
  v1::Receipt push(const Written& written) {
    const Synced synced = phone_.sync({written.batch.SerializeAsString()});
    EXPECT_EQ(synced.status, 200) << synced.error.message();
    return synced.receipt();
  }

  Id derived(std::uint32_t kind, ChangeId change) const {
    Bytes id;
    append_u64(id, change);
    Fields fields;
    write_bytes(fields[1], 1, id);
    return Id::derived(office_.enrolled().natural_key(), *natural_key(*schema::find_kind(kind), fields));
  }
  // The change right before a batch.
  static ChangeId behind(const Written& written) { return wire::id_at(written.before); }
  // What the office reads of the gap before the batch; without a state when it never heard of one.
  v1::Gap told_before(const Written& written) {
    office_.pull_all();
    v1::Gap gap;
    const auto record = office_.records.find(derived(schema::kGapKind, behind(written)));
    if (record == office_.records.end()) return gap;
    EXPECT_TRUE(gap.ParseFromString(join_fields(shown_fields(record->second))));
    return gap;
  }
  v1::GapState state_before(const Written& written) { return told_before(written).state(); }
  Change release_before(const TestDevice& office, const Written& written) {
    Bytes id;
    append_u64(id, behind(written));
    v1::Release message;
    message.set_change(id);
    return office.create(schema::kReleaseKind, derived(schema::kReleaseKind, behind(written)),
                         *split_fields(message.SerializeAsString()));
  }
  v1::Receipt release(TestDevice& office, const Written& written) {
    const Synced synced = office.sync({office.batch({release_before(office, written)})});
    EXPECT_EQ(synced.receipt().outcome(), v1::OUTCOME_TAKEN);
    return synced.receipt();
  }
  bool office_holds(std::size_t child) {
    office_.pull_all();
    return office_.records.contains(children_.at(child));
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice phone_{server_, server_.invite("office", "石老师")};
  std::vector<Id> children_;  // in the order in which they were written
};

}  // namespace xinqiao::server::testing
