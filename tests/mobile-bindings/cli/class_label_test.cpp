// Goal: grade and class are told apart however schools write them, and nothing of the text is lost.
#include <gtest/gtest.h>

#include "cli/import/import_class.h"

namespace xinqiao::cli {
namespace {

void expect(std::string_view text, std::optional<std::uint32_t> grade, std::string_view label) {
  const ClassLabel taken = take_apart(text);
  EXPECT_EQ(taken.grade, grade) << text;
  EXPECT_EQ(taken.label, label) << text;
}

TEST(ClassLabel, PrimaryAndLowerSecondary) {
  expect("一年级1班", 1, "1班");
  expect("三年级2班", 3, "2班");
  expect("九年级4班", 9, "4班");
  expect("7年级（2）班", 7, "（2）班");
  expect("小学五年级", 5, "");
}

TEST(ClassLabel, PreschoolIsGradeZero) {
  expect("学前班", 0, "");
  expect("学前班4班", 0, "4班");
}

TEST(ClassLabel, UpperSchoolsCountOn) {
  expect("初一3班", 7, "3班");
  expect("初三", 9, "");
  expect("初二年级1班", 8, "1班");
  expect("高一（5）班", 10, "（5）班");
  expect("高三2班", 12, "2班");
}

TEST(ClassLabel, ShortForms) {
  expect("三（2）班", 3, "（2）班");
  expect("六(1)班", 6, "(1)班");
  expect("十一年级1班", 11, "1班");
}

TEST(ClassLabel, WhatNamesNoGradeStaysWhole) {
  expect("2班", std::nullopt, "2班");
  expect("春苗班", std::nullopt, "春苗班");
  expect("初四1班", std::nullopt, "初四1班");
  expect("", std::nullopt, "");
}

}  // namespace
}  // namespace xinqiao::cli
