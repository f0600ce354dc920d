// Goal: what somebody sees and may write follows from their pairings, posts and festival rounds, from the moment the
// office writes them down (docs/rights.md). Method: an office and one device for each capacity, and the clock moved.
#include <algorithm>

#include "base/china_time.h"
#include "e2e/world.h"

namespace xinqiao::testing {
namespace {

Id person(Device& device) { return device.client().identity()->person; }

struct Rights : ::testing::Test {
  World world;
  Device office{world, world.office_code()};
  Device other{world, world.invite("class_teacher", "王建国")};
  Id township = office.client().identity()->organisation;
  Id school = office.add("organisation", {{"name", "中心小学"}, {"kind", "school"}, {"parent", township.uuid()}});
  Id village = office.add("organisation", {{"name", "大湾村"}, {"kind", "village"}, {"parent", township.uuid()}});
  Id child = office.add("child", {{"name", "韦小燕"},
                                  {"school", school.uuid()},
                                  {"grade", "3"},
                                  {"class", "二班"},
                                  {"village", village.uuid()},
                                  {"home_address", "三组"},
                                  {"health", "哮喘"}});

  void SetUp() override { sync(); }
  void sync() {
    for (auto* device : {&office, &other, &office, &other}) device->sync();
  }
  void post(std::vector<text::Assignment> fields) {
    ASSERT_TRUE(office.set(person(other), fields).ok());
    sync();
  }
  void teaches(const std::string& class_name) {
    post({{"posts.0.role", "class_teacher"},
          {"posts.0.school", school.uuid()},
          {"posts.0.grade", "3"},
          {"posts.0.class", class_name}});
  }
  void to_day(china_time::Day day) {
    world.clock.advance(china_time::start_of(day) + 8 * 3'600'000 - world.clock.wall_ms());
  }
  Id round() {
    return office.add("festival_round",
                      {{"person", person(other).uuid()}, {"villages", village.uuid()}, {"year", "2027"}});
  }
  std::size_t held() {
    sync();
    return static_cast<std::size_t>(std::ranges::count(office.attention(), "held", &Attention::state));
  }
};

TEST_F(Rights, AClassTeacherSeesTheChildrenOfTheClass) {
  EXPECT_FALSE(other.holds(child));
  teaches("一班");
  EXPECT_FALSE(other.holds(child));
  teaches("二班");
  ASSERT_TRUE(other.holds(child));
  EXPECT_EQ(other.value(child, "health"), "\"哮喘\"");
  const Id late =
      office.add("child", {{"name", "石小军"}, {"school", school.uuid()}, {"grade", "3"}, {"class", "二班"}});
  const Id elsewhere =
      office.add("child", {{"name", "龙小虎"}, {"school", school.uuid()}, {"grade", "4"}, {"class", "二班"}});
  sync();
  EXPECT_TRUE(other.holds(late));
  EXPECT_FALSE(other.holds(elsewhere));
  ASSERT_TRUE(office.set(elsewhere, {{"grade", "3"}}).ok());
  sync();
  EXPECT_TRUE(other.holds(elsewhere)) << "it came into the class, with all it has";
  EXPECT_EQ(other.value(elsewhere, "name"), "\"龙小虎\"");
}

TEST_F(Rights, AClassTeacherWritesWhatTheSchoolKnowsAndNoArchive) {
  teaches("二班");
  other.add("exam_result",
            {{"child", child.uuid()}, {"school_year", "2026"}, {"term", "1"}, {"exam", "final"}, {"class_rank", "5"}});
  other.add(
      "event",
      {{"kind", "class_meeting"}, {"title", "互相关心"}, {"school", school.uuid()}, {"grade", "3"}, {"class", "二班"}});
  other.add("pairing", {{"child", child.uuid()}, {"helper", child.uuid()}, {"role", "study_buddy"}});
  EXPECT_EQ(held(), 0U);
  EXPECT_EQ(office.count("exam_result"), 1U);
  EXPECT_EQ(office.count("event"), 1U);
  ASSERT_TRUE(other.set(child, {{"grade", "4"}}).ok());
  EXPECT_EQ(held(), 1U);
  other.add(
      "event",
      {{"kind", "class_meeting"}, {"title", "别班的"}, {"school", school.uuid()}, {"grade", "4"}, {"class", "一班"}});
  EXPECT_EQ(held(), 2U);
}

TEST_F(Rights, ASchoolLeadKeepsTheArchivesOfTheSchool) {
  post({{"posts.0.role", "school_lead"}, {"posts.0.school", school.uuid()}});
  ASSERT_TRUE(other.holds(child));
  const Id mine = other.add("child", {{"name", "石小军"}, {"school", school.uuid()}, {"grade", "1"}});
  other.add("contact", {{"child", mine.uuid()}, {"relation", "father"}, {"name", "石大山"}});
  other.add("pairing", {{"child", mine.uuid()}, {"helper", person(other).uuid()}, {"role", "support_teacher"}});
  other.add("group", {{"name", "手拉手一组"}, {"kind", "help_group"}, {"school", school.uuid()}});
  EXPECT_EQ(held(), 0U);
  EXPECT_EQ(office.count("contact"), 1U);
  EXPECT_TRUE(office.holds(mine));
  other.add("child", {{"name", "外校的"}, {"village", village.uuid()}});
  EXPECT_EQ(held(), 1U) << "not of the school";
}

TEST_F(Rights, ALeadsChildAndWhatBelongsToItMayBeSavedTogether) {
  post({{"posts.0.role", "village_lead"}, {"posts.0.village", village.uuid()}});
  const auto begin = [](const char* kind_name, const Id& id, const std::vector<text::Assignment>& fields) {
    const schema::Kind& kind = *schema::find_kind(kind_name);
    Edit edit;
    edit.draft.kind = kind.number;
    edit.draft.id = id;
    edit.create = true;
    edit.set = *text::parse(*kind.message, fields, {}, nullptr);
    return edit;
  };
  const Id mine = Id::random(world.clock.wall_ms(), world.random);
  ASSERT_TRUE(other.client()
                  .save({begin("child", mine, {{"name", "石小军"}, {"village", village.uuid()}}),
                         begin("contact", Id::random(world.clock.wall_ms(), world.random),
                               {{"child", mine.uuid()}, {"relation", "father"}})})
                  .ok());
  EXPECT_EQ(held(), 0U);
  EXPECT_EQ(office.count("contact"), 1U);
}

TEST_F(Rights, ACadreOnARoundSeesInItsSeasonWhatAVisitNeeds) {
  const Id contact = office.add("contact", {{"child", child.uuid()}, {"relation", "mother"}, {"phone", "13800000000"}});
  const Id visit = office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "想妈妈"}});
  round();
  sync();
  EXPECT_FALSE(other.holds(child)) << "in October";
  to_day(20270107);
  sync();
  ASSERT_TRUE(other.holds(child));
  EXPECT_EQ(other.value(child, "home_address"), "\"三组\"");
  EXPECT_EQ(other.value(child, "health"), "");
  EXPECT_TRUE(other.holds(contact));
  EXPECT_FALSE(other.holds(visit));
  to_day(20270221);
  sync();
  const Id after = office.add("contact", {{"child", child.uuid()}, {"relation", "father"}});
  sync();
  EXPECT_FALSE(other.holds(after)) << "the season is over";
}

TEST_F(Rights, WhatACadreWroteInTheSeasonIsTakenWhenItIsOver) {
  round();
  sync();
  to_day(20270201);
  sync();
  other.add("reunion", {{"child", child.uuid()}, {"festival_year", "2027"}, {"father.state", "returning"}});
  other.add("visit", {{"child", child.uuid()}, {"kind", "festival_visit"}});
  other.add("gift", {{"child", child.uuid()}, {"what", "棉衣"}});
  const Id newcomer = other.add("child", {{"name", "刚搬来的"}, {"village", village.uuid()}});
  other.add("check_in", {{"child", newcomer.uuid()}, {"result", "well"}});
  to_day(20270301);
  EXPECT_EQ(held(), 0U);
  EXPECT_EQ(office.count("reunion"), 1U);
  EXPECT_EQ(office.count("check_in"), 1U);
  other.add("gift", {{"child", child.uuid()}, {"what", "书包"}});
  EXPECT_EQ(held(), 1U) << "in March";
}

TEST_F(Rights, ACadreWhoIsPairedToTheChildLaterGetsTheWholeOfIt) {
  round();
  to_day(20270201);
  sync();
  ASSERT_EQ(other.value(child, "health"), "");
  office.add("pairing", {{"child", child.uuid()}, {"helper", person(other).uuid()}, {"role", "volunteer"}});
  sync();
  EXPECT_EQ(other.value(child, "health"), "\"哮喘\"");
}

TEST_F(Rights, AVisitIsItsAuthorsAndTheirsWhoMadeIt) {
  teaches("二班");
  const Id of_office = office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "好"}});
  const Id for_teacher =
      office.add("visit", {{"child", child.uuid()}, {"kind", "talk"}, {"mind", "好"}, {"by", person(other).uuid()}});
  sync();
  ASSERT_TRUE(other.set(for_teacher, {{"mind", "想妈妈"}}).ok());
  EXPECT_EQ(held(), 0U);
  ASSERT_TRUE(other.set(of_office, {{"mind", "想妈妈"}}).ok());
  EXPECT_EQ(held(), 1U);
}

struct Confided : Rights {
  Device second{world, world.invite("office", "王主任")};
  Id concern;

  void SetUp() override {
    Rights::SetUp();
    teaches("二班");
    concern = other.add(
        "concern",
        {{"child", child.uuid()}, {"kind", "abuse_or_neglect"}, {"what", "身上有伤"}, {"confidential", "true"}});
    other.add("concern_step", {{"concern", concern.uuid()}, {"done", "告诉了派出所"}});
    sync_all();
  }
  void sync_all() {
    sync();
    second.sync();
    sync();
    second.sync();
  }
};

TEST_F(Confided, AnOfficeThatIsNoCaseWorkerIsNotSentIt) {
  EXPECT_TRUE(office.holds(concern)) << "whoever founds the township is its first case worker";
  EXPECT_TRUE(second.holds(child));
  EXPECT_FALSE(second.holds(concern));
  EXPECT_EQ(second.count("concern_step"), 0U);
}

TEST_F(Confided, WhoeverBecomesACaseWorkerIsSentWhatWasConfidedBefore) {
  ASSERT_TRUE(office.set(person(second), {{"case_worker", "true"}}).ok());
  sync_all();
  ASSERT_TRUE(second.holds(concern));
  EXPECT_EQ(second.value(concern, "what"), "\"身上有伤\"");
  EXPECT_EQ(second.count("concern_step"), 2U) << "what was done, and what is to be reported";
  ASSERT_TRUE(second.set(concern, {{"outcome", "已立案"}}).ok());
  sync_all();
  EXPECT_EQ(other.value(concern, "outcome"), "\"已立案\"");
  EXPECT_EQ(held(), 0U);
}

TEST_F(Confided, SoIsATeacherWhoBecomesOne) {
  Device third{world, world.invite("helper", "石老师")};
  office.sync();
  office.add("pairing", {{"child", child.uuid()}, {"helper", person(third).uuid()}, {"role", "volunteer"}});
  office.sync();
  third.sync();
  ASSERT_TRUE(third.holds(child));
  EXPECT_FALSE(third.holds(concern));
  ASSERT_TRUE(office.set(person(third), {{"case_worker", "true"}}).ok());
  office.sync();
  third.sync();
  EXPECT_EQ(third.value(concern, "what"), "\"身上有伤\"");
  EXPECT_EQ(third.count("concern_step"), 2U);
}

TEST_F(Confided, WhatIsNoLongerConfidentialComesToEveryOffice) {
  ASSERT_TRUE(other.set(concern, {{"confidential", "false"}}).ok());
  sync_all();
  EXPECT_EQ(second.value(concern, "what"), "\"身上有伤\"");
  EXPECT_EQ(second.count("concern_step"), 2U) << "what was done, and what is to be reported";
}

// What waits for an office would show it all the same.
TEST_F(Confided, WhatWasNotTakenOfItIsTheCaseWorkersToDecide) {
  teaches("一班");
  ASSERT_TRUE(other.set(concern, {{"what", "身上有新伤"}}).ok());
  sync_all();
  const auto waits = [](Device& device) { return std::ranges::count(device.attention(), "held", &Attention::state); };
  EXPECT_EQ(waits(office), 1);
  EXPECT_EQ(waits(second), 0);
  ASSERT_TRUE(office.client().decide(office.attention().at(0).id, true, "").ok());
  sync_all();
  EXPECT_EQ(office.value(concern, "what"), "\"身上有新伤\"");
}

}  // namespace
}  // namespace xinqiao::testing
