// Goal: an enrolment request is read with care before it is trusted, and trusted for its secret alone.
#include "auth/enroll_frame.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"

namespace xinqiao::server {
namespace {

const Bytes kSecret(16, 's');

v1::EnrollRequest request_with(const std::string& label) {
  v1::EnrollRequest request;
  request.set_code(42);
  request.set_sign_key(Bytes(32, 'a'));
  request.set_box_key(Bytes(32, 'b'));
  request.set_incarnation(Bytes(16, 'i'));
  request.set_label(label);
  request.set_proof(wire::enroll_proof(request, kSecret));
  return request;
}

v1::Frame frame_of(const v1::EnrollRequest& request) {
  return *wire::parse_frame(wire::pack_frame(1, 0, 9, request.SerializeAsString(), kSecret));
}

TEST(EnrollFrame, IsReadPlainAndCompressed) {
  for (const std::string& label : {std::string("手机"), std::string(190, 'x')}) {
    const v1::Frame frame = frame_of(request_with(label));
    const auto read = read_enroll_request(frame);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->code(), 42U);
    EXPECT_TRUE(check_enroll_request(frame, *read, kSecret));
    EXPECT_FALSE(check_enroll_request(frame, *read, Bytes(16, 't')));
  }
}

TEST(EnrollFrame, WithAChangedKeyIsNotProven) {
  v1::EnrollRequest request = request_with("a");
  request.set_sign_key(Bytes(32, 'z'));
  EXPECT_FALSE(check_enroll_request(frame_of(request), request, kSecret));
}

TEST(EnrollFrame, WithAKeyOfAnotherSizeIsRefused) {
  v1::EnrollRequest request = request_with("a");
  request.set_box_key("short");
  request.set_proof(wire::enroll_proof(request, kSecret));
  EXPECT_FALSE(check_enroll_request(frame_of(request), request, kSecret));
}

TEST(EnrollFrame, ABombIsNotOpened) {
  v1::Frame frame = frame_of(request_with(std::string(100'000, 'x')));
  EXPECT_FALSE(read_enroll_request(frame).has_value());
  frame.set_size(kEnrollBytes);  // lies about its size
  EXPECT_FALSE(read_enroll_request(frame).has_value());
}

}  // namespace
}  // namespace xinqiao::server
