// Goal: a code carries what its holder needs, and no two are alike.
#include "auth/codes.h"

#include <gtest/gtest.h>

#include "testing/seeded_random.h"
#include "wire/enroll_code.h"

namespace xinqiao::server {
namespace {

TEST(Codes, AreReadBackByTheDevice) {
  xinqiao::testing::SeededRandom random;
  const Id person = Id::random(1, random);
  const EnrollmentCode code = make_code(person, 5, 1'000, random);
  const auto read = wire::read_enroll_code(write_code(code, {"https://host:8443", "", "", Bytes(32, 'p')}, 3));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->code(), code.code);
  EXPECT_EQ(read->secret(), code.secret);
  EXPECT_EQ(read->organisation(), 3U);
  EXPECT_EQ(read->url(), "https://host:8443");
  EXPECT_EQ(read->pin(), Bytes(32, 'p'));
  EXPECT_EQ(code.expires_ms - code.created_ms, kCodeDays * 86'400'000);
  EXPECT_NE(make_code(person, 5, 1'000, random).code, code.code);
}

}  // namespace
}  // namespace xinqiao::server
