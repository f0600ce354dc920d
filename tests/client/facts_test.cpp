// Goal: what lists are made of is what the records say now, after a save, a deletion, and anew from the file.
// Method: a real client; the same list asked before and after.
#include <gtest/gtest.h>

#include "client/enrolled_client.h"
#include "storage/sqlite/sqlite.h"

namespace xinqiao {
namespace {

class Facts : public ::testing::Test {
 protected:
  Id visit(const std::string& kind, const std::string& started) {
    return *town_.add("visit", {{"child", child_.uuid()}, {"kind", kind}, {"started", started}});
  }
  // The day by which the child's parents are to be called.
  china_time::Day call_due(china_time::Day day = 20261010) {
    const auto due = town_.client->due(day);
    EXPECT_TRUE(due.ok());
    for (const auto& line : due->lines) {
      if (line.rule == "S1.6" && line.child == child_) return line.due;
    }
    return 0;
  }

  testing::EnrolledClient town_;
  Id child_ = *town_.add("child", {{"name", "韦小燕"}, {"entered_at", "2026-09-01T08:00"}});
};

TEST_F(Facts, FollowWhatIsSavedEditedAndDeleted) {
  EXPECT_EQ(call_due(), 20260915U);
  const Id call = visit("parent_call", "2026-10-01T20:00");
  EXPECT_EQ(call_due(), 20261015U);
  ASSERT_TRUE(town_.set(*town_.client->open_draft(call), {{"started", "2026-10-05T20:00"}}).ok());
  EXPECT_EQ(call_due(), 20261019U);
  Edit removal;
  removal.draft = *town_.client->open_draft(call);
  removal.deletes = true;
  ASSERT_TRUE(town_.client->save({removal}).ok());
  EXPECT_EQ(call_due(), 20260915U);
}

TEST_F(Facts, AreTheSameAfterOpeningAgain) {
  visit("parent_call", "2026-10-01T20:00");
  EXPECT_EQ(call_due(), 20261015U);
  town_.open();
  EXPECT_EQ(call_due(), 20261015U);
  visit("parent_call", "2026-10-03T20:00");
  town_.open();
  EXPECT_EQ(call_due(), 20261017U) << "written before anybody asked";
}

TEST_F(Facts, FollowARecordThatIsPutRightToAnotherChild) {
  const Id other = *town_.add("child", {{"name", "吴小满"}, {"entered_at", "2026-09-01T08:00"}});
  const Id call = visit("parent_call", "2026-10-01T20:00");
  EXPECT_EQ(call_due(), 20261015U);
  ASSERT_TRUE(town_.set(*town_.client->open_draft(call), {{"child", other.uuid()}}).ok());
  EXPECT_EQ(call_due(), 20260915U);
  child_ = other;
  EXPECT_EQ(call_due(), 20261015U);
}

TEST_F(Facts, OfADeletedArchiveAreNone) {
  EXPECT_NE(call_due(), 0U);
  Edit removal;
  removal.draft = *town_.client->open_draft(child_);
  removal.deletes = true;
  ASSERT_TRUE(town_.client->save({removal}).ok());
  EXPECT_EQ(call_due(), 0U);
}

TEST_F(Facts, FollowTheTermsAndTheOfficesRules) {
  ASSERT_TRUE(town_.add("schedule_rule", {{"code", "S1.6"}, {"days", "21"}}).ok());
  EXPECT_EQ(call_due(), 20260922U);
  EXPECT_EQ(town_.client->schedule()->size(), 8U);
  ASSERT_TRUE(town_.add("schedule_rule", {{"code", "S1.6"}, {"off", "true"}}).ok());
  EXPECT_EQ(call_due(), 0U);
}

}  // namespace
}  // namespace xinqiao
