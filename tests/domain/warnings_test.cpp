// Goal: what is unlikely is pointed out once, when it is written, and what is usual never. Method: for each rule a
// record on either side of it.
#include "domain/warnings.h"

#include <gtest/gtest.h>

#include <set>

#include "model/text_codec.h"

namespace xinqiao::domain {
namespace {

constexpr china_time::Day kToday = 20261110;  // of school year 2026

using Given = std::vector<text::Assignment>;

Fields fields_of(const schema::Kind& kind, const Given& given) {
  auto fields = text::parse(*kind.message, given, {}, nullptr);
  EXPECT_TRUE(fields.ok()) << fields.error().message;
  return fields.ok() ? *fields : Fields();
}

// Names of the fields warned of; `old`: what was there before this edit.
std::vector<std::string> warned(const std::string& kind_name, const Given& given, const std::set<std::string>& old = {},
                                const Given& child = {}) {
  const schema::Kind& kind = *schema::find_kind(kind_name);
  const Fields fields = fields_of(kind, given);
  const Written record{.kind = kind,
                       .value = [&](std::uint32_t number) -> const Bytes* {
                         const auto found = fields.find(number);
                         return found == fields.end() ? nullptr : &found->second;
                       },
                       .is_new =
                           [&](std::uint32_t number) {
                             return fields.contains(number) &&
                                    !old.contains(std::string(kind.message->find(number)->name));
                           },
                       .other = [&](const Id&) -> std::optional<Fields> {
                         if (child.empty()) return std::nullopt;
                         return fields_of(*schema::find_kind("child"), child);
                       }};
  std::vector<std::string> names;
  for (const Warning& warning : warnings_of(record, kToday)) {
    EXPECT_FALSE(warning.zh.empty() || warning.en.empty());
    names.emplace_back(warning.field);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Warnings, WhatEndsBeforeItBegins) {
  EXPECT_EQ(warned("pairing", {{"from", "2026-09-01"}, {"to", "2026-08-31"}}), Names{"to"});
  EXPECT_EQ(warned("pairing", {{"from", "2026-09-01"}, {"to", "2026-09-01"}}), Names{});
  EXPECT_EQ(warned("membership", {{"from", "2026-09-01"}, {"to", "2025-09-01"}}), Names{"to"});
  EXPECT_EQ(warned("plan", {{"from", "2026-09-01"}, {"to", "2026-08-01"}}), Names{"to"});
  EXPECT_EQ(warned("term", {{"first_day", "2027-01-22"}, {"last_day", "2026-09-01"}}), Names{"last_day"});
  EXPECT_EQ(warned("trip", {{"out", "2027-02-10"}, {"back", "2027-02-01"}}), Names{"back"});
  EXPECT_EQ(warned("contact", {{"away_since", "2026-02-20"}, {"home_at", "2026-01-20"}}), Names{"home_at"});
  EXPECT_EQ(warned("visit", {{"started", "2026-11-09T10:00:00+08:00"}, {"ended", "2026-11-09T09:00:00+08:00"}}),
            Names{"ended"});
  EXPECT_EQ(warned("trip", {{"arrived", "2026-11-09T10:00:00+08:00"}, {"returned", "2026-11-08T10:00:00+08:00"}}),
            Names{"returned"});
}

TEST(Warnings, WhatIsToldOfBeforeItHasBeen) {
  EXPECT_EQ(warned("visit", {{"started", "2026-11-11T08:00:00+08:00"}}), Names{"started"});
  EXPECT_EQ(warned("visit", {{"started", "2026-11-10T23:59:00+08:00"}}), Names{});
  EXPECT_EQ(warned("check_in", {{"at", "2027-11-10T08:00:00+08:00"}}), Names{"at"});
  EXPECT_EQ(warned("child", {{"birth_date", "2027-03-01"}}), Names{"birth_date"});
  EXPECT_EQ(warned("conduct", {{"day", "2026-12-01"}}), Names{"day"});
  EXPECT_EQ(warned("honour", {{"day", "2026-12-01"}}), Names{"day"});
  EXPECT_EQ(warned("exam_result", {{"day", "2026-12-01"}}), Names{"day"});
  EXPECT_EQ(warned("work", {{"day", "2026-12-01"}}), Names{"day"});
  EXPECT_EQ(warned("concern_step", {{"at", "2026-12-01T08:00:00+08:00"}}), Names{"at"});
}

TEST(Warnings, ARankBeyondTheClass) {
  EXPECT_EQ(warned("exam_result", {{"class_rank", "46"}, {"class_size", "45"}}), Names{"class_rank"});
  EXPECT_EQ(warned("exam_result", {{"class_rank", "45"}, {"class_size", "45"}}), Names{});
}

// Ages count on 1 September of the school year.
TEST(Warnings, AnAgeThatIsRareInTheGrade) {
  const auto in_grade = [](const std::string& born, const std::string& grade) {
    return warned("child", {{"birth_date", born}, {"grade", grade}});
  };
  EXPECT_EQ(in_grade("2020-08-31", "1"), Names{});              // 6
  EXPECT_EQ(in_grade("2020-09-02", "1"), Names{"grade"});       // 5
  EXPECT_EQ(in_grade("2016-09-02", "0"), Names{});              // 9
  EXPECT_EQ(in_grade("2016-09-02", "1"), Names{});              // 9
  EXPECT_EQ(in_grade("2015-08-31", "1"), Names{"grade"});       // 11
  EXPECT_EQ(in_grade("2015-08-31", "2"), Names{});              // 11
  EXPECT_EQ(in_grade("2008-11-10", "9"), Names{"birth_date"});  // 18 today
  EXPECT_EQ(in_grade("2008-11-11", "9"), Names{});              // 17, the oldest of the grade
}

TEST(Warnings, APairingOfSomebodyOfAge) {
  const Given pairing{{"child", "00000000-0000-4000-8000-000000000001"}, {"from", "2026-09-01"}};
  EXPECT_EQ(warned("pairing", pairing, {}, {{"birth_date", "2008-09-01"}}), Names{"from"});
  EXPECT_EQ(warned("pairing", pairing, {}, {{"birth_date", "2008-09-02"}}), Names{});
  EXPECT_EQ(warned("pairing", pairing), Names{}) << "the child is not known here";
}

TEST(Warnings, NobodyIsAskedAgainAboutWhatWasThereBefore) {
  const Given visit{{"started", "2026-11-11T08:00:00+08:00"}, {"ended", "2026-11-11T07:00:00+08:00"}};
  EXPECT_EQ(warned("visit", visit, {"started", "ended"}), Names{});
  EXPECT_EQ(warned("visit", visit, {"started"}), Names{"ended"});
}

}  // namespace
}  // namespace xinqiao::domain
