// Goal: only a change that says all of a refused one takes its place. Method: by hand.
#include "merge/replaces.h"

#include <gtest/gtest.h>

namespace xinqiao {
namespace {

Change refused() {
  Change change;
  change.id = 7;
  change.groups = {{1, "a", {}, {}}, {5, "b", {}, {}}};
  return change;
}

TEST(Replaces, EveryGroupKnowingIt) {
  Change later;
  later.groups = {{1, "c", {3, 7}, {}}, {5, std::nullopt, {7}, {}}, {9, "d", {}, {}}};
  EXPECT_TRUE(replaces(later, refused(), true));
  later.groups[1].seen = {3};
  EXPECT_FALSE(replaces(later, refused(), true)) << "it had not seen that field";
  later.groups.erase(later.groups.begin() + 1);
  EXPECT_FALSE(replaces(later, refused(), true)) << "a field would be lost";
}

TEST(Replaces, ACreationOnlyByACreationUnlessTheRecordIsThere) {
  Change created = refused();
  created.kind = 3;
  Change later;
  later.groups = {{1, "c", {7}, {}}, {5, "d", {7}, {}}};
  EXPECT_FALSE(replaces(later, created, false));
  EXPECT_TRUE(replaces(later, created, true));
  later.kind = 3;
  EXPECT_TRUE(replaces(later, created, false));
}

TEST(Replaces, ADeletionThatCoversIt) {
  Change later;
  later.groups = {{kDeletedGroup, "", {}, {2, 7}}};
  EXPECT_TRUE(replaces(later, refused(), true));
  later.groups.front().covers = {2};
  EXPECT_FALSE(replaces(later, refused(), true));
}

TEST(Replaces, LettingGoOfIt) {
  Change later;
  later.groups = {{kDeletedGroup, std::nullopt, {}, {2, 7}}};
  EXPECT_TRUE(is_letting_go(later));
  EXPECT_TRUE(ends_waiting(later));
  EXPECT_TRUE(replaces(later, refused(), true));
  Change deletion = refused();
  deletion.groups = {{kDeletedGroup, "", {}, {1}}};
  EXPECT_TRUE(replaces(later, deletion, true)) << "also of a deletion";
  later.groups.front().covers = {2};
  EXPECT_FALSE(replaces(later, refused(), true)) << "of another";
  later.groups = {{kDeletedGroup, std::nullopt, {}, {7}}, {5, "d", {}, {}}};
  EXPECT_FALSE(is_letting_go(later)) << "it writes something";
}

TEST(Replaces, ADeletionWithdrawsWhatIsNotThere) {
  Change created = refused();
  created.kind = 3;
  Change later;
  later.groups = {{kDeletedGroup, "", {}, {7}}};
  EXPECT_TRUE(replaces(later, created, false));
  later.groups = {{kDeletedGroup, std::nullopt, {}, {}}};
  EXPECT_FALSE(is_deletion(later)) << "an undeletion";
}

}  // namespace
}  // namespace xinqiao
