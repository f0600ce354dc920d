// Goal: a device that enrolled after the backup belongs to the restored server like any other. Method: as restore_test.
#include <algorithm>

#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

TEST(Restore, AnOfficeThatEnrolledAfterTheBackupEndsTheWaiting) {
  World world;
  const auto backup = world.copy();  // nobody has enrolled
  Device office(world, world.office_code());
  const Id child = office.add("child", {{"name", "韦小燕"}});
  office.sync();
  Device helper(world, world.invite("helper", "李秀英"));
  office.add("pairing",
             {{"child", child.uuid()}, {"helper", helper.client().identity()->person.uuid()}, {"role", "volunteer"}});
  office.sync();
  helper.sync();
  world.put_back(backup);
  helper.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
  EXPECT_TRUE(helper.sync().later) << "whom the helper looks after is not known here yet";
  office.sync();
  EXPECT_EQ(helper.sync().accepted, 1U);
  EXPECT_TRUE(helper.attention().empty());
}

// A child that had left their scope before they began and is in it again, by the server's older state.
TEST(Restore, Rule15_ADeviceThatBeganAfterTheBackupBeginsAnew) {
  World world;
  Device office(world, world.office_code());
  const std::string code = world.invite("helper", "李秀英");
  office.sync();
  const auto people = office.client().list(schema::kPersonKind, {}, {}, 10);
  const auto person = std::ranges::find_if(
      people->records, [&](const Shown& shown) { return office.value(shown.id, "name") == "\"李秀英\""; });
  ASSERT_NE(person, people->records.end());
  const Id child = office.add("child", {{"name", "韦小燕"}});
  const Id pairing =
      office.add("pairing", {{"child", child.uuid()}, {"helper", person->id.uuid()}, {"role", "volunteer"}});
  office.sync();
  const auto backup = world.copy();
  ASSERT_TRUE(office.remove(pairing).ok());
  office.sync();
  Device helper(world, code);
  helper.sync();
  ASSERT_FALSE(helper.holds(child));
  world.put_back(backup);
  EXPECT_TRUE(*server::end_recovery(world.data(), world.clock, world.random));
  helper.sync();
  EXPECT_TRUE(helper.holds(child));
}

}  // namespace
}  // namespace xinqiao::testing
