// Goal: the table says what the rest of the core takes for granted.
// Method: over every kind and field, and the numbers that code names.
#include "model/schema.h"

#include <gtest/gtest.h>

namespace xinqiao::schema {
namespace {

TEST(Schema, KindsThatCodeNamesHaveTheirNumbers) {
  EXPECT_EQ(find_kind("child")->number, kChildKind);
  EXPECT_EQ(find_kind("concern")->number, kConcernKind);
  EXPECT_EQ(find_kind("concern_step")->number, kConcernStepKind);
  EXPECT_EQ(find_kind("pairing")->number, kPairingKind);
  EXPECT_EQ(find_kind("person")->number, kPersonKind);
  EXPECT_EQ(find_kind("organisation")->number, kOrganisationKind);
  EXPECT_EQ(find_kind("device")->number, kDeviceKind);
}

TEST(Schema, KindsAndFieldsAreFoundByNumberAndByName) {
  const Kind* kind = find_kind("check_in");
  ASSERT_NE(kind, nullptr);
  EXPECT_EQ(find_kind(kind->number), kind);
  EXPECT_EQ(kind->message->find("result")->enumeration->find("needs_attention")->label.zh, "需要关注");
  EXPECT_EQ(kind->message->find(5)->name, "result");
  EXPECT_TRUE(kind->message->find("result")->danger);
  EXPECT_EQ(find_kind("nothing"), nullptr);
  EXPECT_EQ(find_kind(998), nullptr);
  EXPECT_EQ(kind->message->find("nothing"), nullptr);
  EXPECT_EQ(kind->message->find(4000), nullptr);
}

TEST(Schema, ScopeFollowsFromTheNumberAlsoOfKindsToCome) {
  EXPECT_EQ(scope_of(1), Scope::kChild);
  EXPECT_EQ(scope_of(999), Scope::kChild);
  EXPECT_EQ(scope_of(1000), Scope::kDirectory);
  EXPECT_EQ(scope_of(1999), Scope::kDirectory);
  EXPECT_EQ(scope_of(2000), Scope::kOffice);
  EXPECT_EQ(scope_of(0), Scope::kOffice);
  EXPECT_EQ(scope_of(3000), Scope::kOffice);
}

TEST(Schema, ChildScopedKindsNameTheirChildInField1) {
  EXPECT_EQ(child_field(kChildKind), 0u);
  EXPECT_EQ(child_field(998), 1u);
  EXPECT_EQ(child_field(kPersonKind), 0u);
  for (const Kind& kind : kinds()) {
    if (child_field(kind.number) == 0) continue;
    const Field* child = kind.message->find(child_field(kind.number));
    ASSERT_NE(child, nullptr) << kind.name;
    EXPECT_EQ(child->name, "child");
    EXPECT_EQ(child->format, Format::kId);
  }
}

TEST(Schema, EveryReferenceAndNamedFieldExists) {
  for (const Kind& kind : kinds()) {
    for (const Field& field : kind.message->fields) {
      EXPECT_FALSE(field.label.zh.empty()) << field.name;
      if (!field.ref.empty()) {
        EXPECT_NE(find_kind(field.ref), nullptr) << field.name;
      }
      EXPECT_EQ(field.type == Type::kEnum, field.enumeration != nullptr) << field.name;
      EXPECT_EQ(field.type == Type::kMessage, field.message != nullptr) << field.name;
    }
    if (!kind.day.empty()) {
      EXPECT_NE(kind.message->find(kind.day), nullptr) << kind.name;
    }
    if (!kind.title.empty()) {
      EXPECT_NE(kind.message->find(kind.title), nullptr) << kind.name;
    }
    for (const std::string_view name : kind.natural_key) EXPECT_NE(kind.message->find(name), nullptr) << kind.name;
  }
}

}  // namespace
}  // namespace xinqiao::schema
