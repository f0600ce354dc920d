// Goal: what people see of heads: standing value, gravity, clashes, deletion. Method: heads by hand.
#include "merge/standing.h"

#include <gtest/gtest.h>

#include "merge/changes.h"
#include "merge/saw.h"

namespace xinqiao {
namespace {

using namespace testing;  // NOLINT: the helpers of merge/changes.h
using Ids = std::vector<ChangeId>;

const schema::Field* result_field() { return schema::find_kind("check_in")->message->find("result"); }
constexpr std::uint64_t kWell = 1;
constexpr std::uint64_t kUrgent = 3;

TEST(Standing, TheLatestEffectiveStampIsShown) {
  const auto state = merged({change(1, {sets(5, 10)}, 200), change(2, {sets(5, 11)}, 100)});
  EXPECT_EQ(standing(state.groups.at(5), nullptr).id, 1U);
}

TEST(Standing, EqualStampsAreOrderedById) {
  const auto state = merged({change(2, {sets(5, 10)}, 100), change(1, {sets(5, 11)}, 100)});
  EXPECT_EQ(standing(state.groups.at(5), nullptr).id, 2U);
}

TEST(Standing, OfADangerSignTheGravestValueStandsWhateverItsStamp) {
  const auto number = result_field()->number;
  const auto state = merged({change(1, {sets(number, kUrgent)}, 100), change(2, {sets(number, kWell)}, 200)});
  EXPECT_EQ(standing(state.groups.at(number), result_field()).id, 1U);
}

TEST(Standing, SomebodyWhoSawTheGravestValueCanLowerIt) {
  const auto number = result_field()->number;
  const auto state = merged({change(1, {sets(number, kUrgent)}, 200), change(2, {sets(number, kWell, {1})}, 100)});
  EXPECT_EQ(standing(state.groups.at(number), result_field()).id, 2U);
}

TEST(Standing, APlainSaveNamesEveryHeadWithTheValueShownAndNoOther) {
  const auto state =
      merged({change(1, {sets(5, 10)}, 300), change(2, {sets(5, 11)}, 100), change(3, {sets(5, 10)}, 200)});
  EXPECT_EQ(shown_ids(state.groups.at(5), nullptr), (Ids{1, 3}));
}

TEST(Clash, HeadsWithEqualValuesAreNone) {
  EXPECT_FALSE(is_clash(merged({change(1, {sets(5, 10)}), change(2, {sets(5, 10)})}).groups.at(5)));
}

TEST(Clash, HeadsWithDifferentValuesAreOne) {
  EXPECT_TRUE(is_clash(merged({change(1, {sets(5, 10)}), change(2, {sets(5, 11)})}).groups.at(5)));
}

TEST(Clash, ClearedAgainstAValueIsOne) {
  EXPECT_TRUE(is_clash(
      merged({change(1, {sets(5, 10)}), change(2, {sets(5, 11, {1})}), change(3, {clears(5, {1})})}).groups.at(5)));
}

TEST(Clash, ItsIdComesFromRecordAndGroupAlone) {
  EXPECT_EQ(clash_id(record_id(), 5), clash_id(record_id(), 5));
  EXPECT_NE(clash_id(record_id(), 5), clash_id(record_id(), 6));
}

TEST(Deletion, HidesARecordWhoseEveryHeadItSaw) {
  EXPECT_TRUE(is_hidden(merged({change(1, {sets(5, 10)}), deletion(2, {1})})));
}

TEST(Deletion, DoesNotHideWhatSomebodyEditedMeanwhile) {
  EXPECT_FALSE(is_hidden(merged({change(1, {sets(5, 10)}), change(3, {sets(5, 11, {1})}), deletion(2, {1})})));
}

TEST(Deletion, TwoDeletionsTogetherCoverWhatEachSaw) {
  EXPECT_TRUE(
      is_hidden(merged({change(1, {sets(5, 10)}), change(2, {sets(6, 11)}), deletion(3, {1}), deletion(4, {2})})));
}

TEST(Deletion, IsUndoneByClearingItsGroup) {
  EXPECT_FALSE(
      is_hidden(merged({change(1, {sets(5, 10)}), deletion(2, {1}), change(3, {clears(kDeletedGroup, {2})})})));
}

TEST(ShownFields, LeaveOutClearedGroupsAndTheDeletion) {
  const auto state = merged({change(1, {sets(5, 10), sets(6, 1)}), change(2, {clears(6, {1})}), deletion(3, {1, 2})});
  EXPECT_EQ(shown_fields(state), (Fields{{5, number_field(5, 10)}}));
}

TEST(Saw, OfDeletionsTheLatestAreToldAndNotAllOfThem) {
  GroupState group;
  ChangeId id = 1;
  group.heads = {Head{id, Bytes(), stamp_at(1000), Id(), {}, {}}};
  for (int toggled = 0; toggled < 2000; ++toggled) {
    auto saw = saw_in(group, kDeletedGroup, {id});
    const bool deletes = toggled % 2 == 1;
    group.heads = {Head{
        ++id, deletes ? std::optional<Bytes>(Bytes()) : std::nullopt, stamp_at(1000 + id), Id(), {}, std::move(saw)}};
  }
  EXPECT_LE(group.heads[0].saw.size(), kStoryBytes / 40);
  EXPECT_EQ(group.heads[0].saw[0].id, id - 1);
}

}  // namespace
}  // namespace xinqiao
