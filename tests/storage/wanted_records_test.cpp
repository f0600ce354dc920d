// Goal: a record that is wanted is asked for until the server has said what it has of it. Method: a real data folder,
// reopened.
#include <gtest/gtest.h>

#include "storage/opened_store.h"

namespace xinqiao::testing {
namespace {

const Id kOne = Id::from_bytes("record-1-16bytes");
const Id kTwo = Id::from_bytes("record-2-16bytes");

TEST(Wanted, IsAskedForUntilItHasBeenDealtWith) {
  OpenedStore opened;
  for (const Id& record : {kTwo, kOne, kTwo}) ASSERT_TRUE(opened.store->wanted().add(record).ok());
  EXPECT_EQ(*opened.store->wanted().first(1), std::vector<Id>{kOne});
  ASSERT_TRUE(opened.store->wanted().remove({kOne}).ok());
  opened.open();
  EXPECT_EQ(*opened.store->wanted().first(10), std::vector<Id>{kTwo});
}

TEST(Wanted, IsAskedForAgainWhenItIsWantedAgain) {
  OpenedStore opened;
  ASSERT_TRUE(opened.store->wanted().add(kOne).ok());
  ASSERT_TRUE(opened.store->wanted().remove({kOne, kTwo}).ok());
  EXPECT_TRUE(opened.store->wanted().first(10)->empty());
  ASSERT_TRUE(opened.store->wanted().add(kOne).ok());
  EXPECT_EQ(opened.store->wanted().first(10)->size(), 1U);
}

}  // namespace
}  // namespace xinqiao::testing
