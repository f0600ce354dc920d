// Goal: a code survives being pasted, and a broken one says what to do. Method: by hand.
#include "wire/enroll_code.h"

#include <gtest/gtest.h>

namespace xinqiao::wire {
namespace {

v1::EnrollCode code() {
  v1::EnrollCode out;
  out.set_url("https://192.0.2.1:8443");
  out.set_pin(Bytes(32, 'p'));
  out.set_organisation(1);
  out.set_code(99);
  out.set_secret(Bytes(16, 's'));
  return out;
}

TEST(EnrollCode, SurvivesPastingWithSpacesAround) {
  const auto read = read_enroll_code("  " + write_enroll_code(code()) + "\n");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->SerializeAsString(), code().SerializeAsString());
}

TEST(EnrollCode, EveryTruncationIsRefusedWithAdvice) {
  const std::string text = write_enroll_code(code());
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto read = read_enroll_code(text.substr(0, size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_NE(read.error().message.find("XQ1-"), std::string::npos);
  }
}

TEST(EnrollCode, TheProofCoversKeysIncarnationAndLabel) {
  v1::EnrollRequest request;
  request.set_code(99);
  request.set_sign_key("a");
  request.set_box_key("b");
  const Bytes proof = enroll_proof(request, code().secret());
  request.set_label("other");
  EXPECT_NE(enroll_proof(request, code().secret()), proof);
  request.clear_label();
  request.set_sign_key("ab");
  request.set_box_key("");
  EXPECT_NE(enroll_proof(request, code().secret()), proof);
}

}  // namespace
}  // namespace xinqiao::wire
