// Goal: of the changes a device asks about the server says which others of them had overwritten, where the device is
// not sent the records any more, and nothing else. Method: edits of one visit by an office; a helper to whom nobody
// paired the child asks about some.
#include <gtest/gtest.h>

#include <algorithm>

#include "server/service/test_device.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::server::testing {
namespace {

class Overwritten : public ::testing::Test {
 protected:
  Overwritten() {
    office_.sync({office_.batch({office_.create(schema::kChildKind, child_, child("龙小兰"))})});
    Change begin = office_.create(schema::find_kind("visit")->number, visit_, visit(child_, "0"));
    office_.sync({office_.batch(begin)});
    first_ = begin.id;
  }
  // Of the visit's mind, by somebody who had seen these.
  ChangeId write(const std::string& mind, const std::vector<ChangeId>& seen) { return write(visit_, mind, seen); }
  ChangeId write(const Id& record, const std::string& mind, const std::vector<ChangeId>& seen) {
    server_.clock().advance(1);
    Change change = office_.edit(record, one_text(v1::Visit::kMindFieldNumber, mind), seen);
    office_.sync({office_.batch(change)});
    return change.id;
  }
  v1::SyncResponse ask(TestDevice& device, const std::vector<ChangeId>& ids) {
    v1::SyncRequest request;
    request.set_want(v1::WANT_PULL);
    request.set_cursor(device.cursor);
    for (const ChangeId id : ids) request.add_lost(id);
    return device.send(request).response;
  }
  std::vector<ChangeId> overwritten(const std::vector<ChangeId>& ids) {
    std::vector<ChangeId> out;
    const v1::SyncResponse response = ask(helper_, ids);
    for (const auto& told : response.overwritten()) {
      EXPECT_EQ(told.group(), static_cast<std::uint32_t>(v1::Visit::kMindFieldNumber));
      out.push_back(told.id());
    }
    std::ranges::sort(out);
    return out;
  }
  static std::vector<ChangeId> sorted(std::vector<ChangeId> ids) {
    std::ranges::sort(ids);
    return ids;
  }

  TestServer server_;
  TestDevice office_{server_, server_.office_code()};
  TestDevice helper_{server_, server_.invite("helper", "李秀英")};
  Id child_ = Id::random(1, server_.random());
  Id visit_ = Id::random(1, server_.random());
  ChangeId first_ = 0;
};

TEST_F(Overwritten, ThroughWhateverStandsBetween) {
  const ChangeId a = write("一", {first_});
  const ChangeId b = write("二", {a});
  const ChangeId c = write("三", {b});
  const ChangeId d = write("四", {c});
  EXPECT_EQ(overwritten({a, d}), std::vector{a});
  EXPECT_EQ(overwritten({d, a, c}), sorted({a, c}));
}

TEST_F(Overwritten, NothingBesideWhatIsAskedAbout) {
  const ChangeId a = write("一", {first_});
  const ChangeId b = write("二", {a});
  write("三", {a, b});
  EXPECT_TRUE(overwritten({a}).empty());
  EXPECT_TRUE(overwritten({b}).empty());
  EXPECT_TRUE(overwritten({a, 12345}).empty()) << "of which it has nothing";
}

TEST_F(Overwritten, NotOfAClash) {
  const ChangeId a = write("一", {first_});
  const ChangeId b = write("二", {first_});
  EXPECT_TRUE(overwritten({a, b}).empty());
  const ChangeId over_b = write("三", {b});
  EXPECT_EQ(overwritten({a, b, over_b}), std::vector{b});
}

TEST_F(Overwritten, ADeletionHadSeenWhatLiesBeneathWhatItCovers) {
  const ChangeId a = write("一", {first_});
  const ChangeId b = write("二", {a});
  Change deletion = office_.erase(visit_, {b});
  office_.sync({office_.batch(deletion)});
  EXPECT_EQ(overwritten({a, deletion.id}), std::vector{a});
  EXPECT_TRUE(overwritten({b, deletion.id}).empty()) << "covered: the device knows that itself";
}

// Much longer than one answer reads.
TEST_F(Overwritten, HoweverLongTheHistoryBefore) {
  ChangeId last = first_;
  for (int i = 0; i < 1200; ++i) last = write(std::to_string(i), {last});
  const ChangeId b = write("二", {last});
  const ChangeId c = write("三", {b});
  EXPECT_EQ(overwritten({last, c}), std::vector{last});
}

// The creation touched other fields too, of which there is little to read.
TEST_F(Overwritten, WhatOneFieldDoesNotReadIsForTheNext) {
  const ChangeId told = write("一", {first_});
  ChangeId last = told;
  for (int i = 0; i < 500; ++i) last = write(std::to_string(i), {last});
  Change deletion = office_.erase(visit_, {last});
  office_.sync({office_.batch(deletion)});
  EXPECT_EQ(overwritten({first_, told, deletion.id}), std::vector{told});
}

TEST_F(Overwritten, NotAcrossRecords) {
  const Id other = Id::random(1, server_.random());
  Change begin = office_.create(schema::find_kind("visit")->number, other, visit(child_, "0"));
  office_.sync({office_.batch(begin)});
  const ChangeId a = write("一", {first_});
  const ChangeId stray = write(other, "二", {begin.id, a});
  EXPECT_TRUE(overwritten({a, stray}).empty());
}

TEST_F(Overwritten, InScopeTheStatesSayIt) {
  const ChangeId a = write("一", {first_});
  const ChangeId b = write("二", {a});
  const auto response = ask(office_, {a, b});
  EXPECT_EQ(response.found_size(), 2);
  EXPECT_EQ(response.overwritten_size(), 0);
}

}  // namespace
}  // namespace xinqiao::server::testing
