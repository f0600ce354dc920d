// Goal: two people offline who add the same thing make one record.
// Method: the key of organisations, whose fixed layout every version must keep.
#include <gtest/gtest.h>

#include "model/text_codec.h"
#include "model/validate/validate.h"

namespace xinqiao {
namespace {

constexpr const char* kParent = "0198f3a2-7c4d-7e1f-8a2b-0c1d2e3f4a5b";

const schema::Kind& organisation() { return *schema::find_kind("organisation"); }

Fields fields(const std::vector<text::Assignment>& assignments) {
  return *text::parse(*organisation().message, assignments, {}, {});
}

TEST(NaturalKey, HasOneLayoutForEver) {
  const auto key = natural_key(organisation(), fields({{"name", "一小"}, {"kind", "school"}, {"parent", kParent}}));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(to_hex(*key),
            "ea030000"  // kind 1002
            "10000000"
            "0198f3a27c4d7e1f8a2b0c1d2e3f4a5b"  // parent
            "08000000"
            "0200000000000000"  // kind
            "06000000"
            "e4b880e5b08f");  // name
}

TEST(NaturalKey, IgnoresFieldsOutsideItAndHowValuesWereWritten) {
  const auto plain = fields({{"name", "一小"}, {"kind", "school"}, {"parent", kParent}});
  Fields other = plain;
  other[2] = *from_hex(
      "1001"
      "108280"
      "00");  // an earlier occurrence, then 2 in three bytes
  write_varint(other[99], 99, 1);
  EXPECT_EQ(*natural_key(organisation(), plain), *natural_key(organisation(), other));
}

TEST(NaturalKey, DiffersWithEveryPart) {
  const Bytes key = *natural_key(organisation(), fields({{"name", "一小"}, {"kind", "school"}, {"parent", kParent}}));
  EXPECT_NE(key, *natural_key(organisation(), fields({{"name", "二小"}, {"kind", "school"}, {"parent", kParent}})));
  EXPECT_NE(key, *natural_key(organisation(), fields({{"name", "一小"}, {"kind", "village"}, {"parent", kParent}})));
}

TEST(NaturalKey, NamesThePartThatIsMissing) {
  const auto key = natural_key(organisation(), fields({{"name", "一小"}, {"kind", "school"}}));
  ASSERT_FALSE(key.ok());
  EXPECT_EQ(key.error().message, "上级 parent: 必填，编号由它得出 / parent: is required: the id comes from it");
  EXPECT_FALSE(natural_key(organisation(), fields({{"name", ""}, {"kind", "school"}, {"parent", kParent}})).ok());
}

}  // namespace
}  // namespace xinqiao
