// Goal: a wrong call is an error with a message, never a crash. Method: every argument wrong in turn, on a
// real handle where one is needed; and one handle used from several threads.
#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "c/xinqiao.h"
#include "mobile-bindings/enrolled_folder.h"
#include "testing/temp_folder.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao {
namespace {

using ::testing::HasSubstr;

v1::ApiResponse taken(xq_bytes bytes) {
  v1::ApiResponse response;
  EXPECT_TRUE(response.ParseFromArray(bytes.data, static_cast<int>(bytes.size)));
  xq_free(&bytes);
  return response;
}

class Misuse : public ::testing::Test {
 protected:
  void SetUp() override { testing::enroll_without_server(folder_.path()); }
  void TearDown() override { xq_close(&client_); }

  void open() {
    const xq_options options{.version = XQ_API_VERSION, .folder = path_.c_str()};
    xq_bytes error{};
    ASSERT_EQ(xq_open(&options, &client_, &error), XQ_OK);
  }
  v1::ApiResponse call(const v1::ApiRequest& request, xq_status expected) {
    const std::string bytes = request.SerializeAsString();
    xq_bytes response{};
    EXPECT_EQ(xq_call(client_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &response), expected);
    return taken(response);
  }

  const testing::TempFolder folder_;
  const std::string path_ = folder_.path();
  xq_client* client_ = nullptr;
};

TEST_F(Misuse, OpenRefusesWhatIsMissingOrOfAnotherVersion) {
  const xq_options good{.version = XQ_API_VERSION, .folder = path_.c_str()};
  const xq_options newer{.version = XQ_API_VERSION + 1, .folder = path_.c_str()};
  const xq_options nowhere{.version = XQ_API_VERSION};
  const xq_options empty{.version = XQ_API_VERSION, .folder = ""};
  for (const xq_options* options : {static_cast<const xq_options*>(nullptr), &newer, &nowhere, &empty}) {
    xq_bytes error{};
    EXPECT_EQ(xq_open(options, &client_, &error), XQ_FIX_INPUT);
    EXPECT_EQ(client_, nullptr);
    EXPECT_EQ(taken(error).error().code(), "invalid");
  }
  EXPECT_EQ(xq_open(&good, &client_, nullptr), XQ_FIX_INPUT);
  xq_bytes error{};
  EXPECT_EQ(xq_open(&good, nullptr, &error), XQ_FIX_INPUT);
  taken(error);
}

TEST_F(Misuse, AWrongPinAsksToSignInAgain) {
  const xq_options options{.version = XQ_API_VERSION, .folder = path_.c_str(), .pin = "1234"};
  xq_bytes error{};
  EXPECT_EQ(xq_open(&options, &client_, &error), XQ_SIGN_IN);
  EXPECT_EQ(taken(error).error().code(), "wrong_pin");
}

TEST_F(Misuse, CallRefusesWhatIsNoRequest) {
  open();
  const std::uint8_t garbage[] = {0xFF, 0xFF, 0xFF};
  xq_bytes response{};
  EXPECT_EQ(xq_call(nullptr, garbage, 3, &response), XQ_FIX_INPUT);
  taken(response);
  EXPECT_EQ(xq_call(client_, nullptr, 3, &response), XQ_FIX_INPUT);
  taken(response);
  EXPECT_EQ(xq_call(client_, garbage, 3, &response), XQ_FIX_INPUT);
  taken(response);
  EXPECT_EQ(xq_call(client_, garbage, 3, nullptr), XQ_FIX_INPUT);
  EXPECT_EQ(call(v1::ApiRequest(), XQ_FIX_INPUT).error().code(), "invalid");
}

TEST_F(Misuse, IdsKindsAndLimitsAreChecked) {
  open();
  v1::ApiRequest request;
  request.mutable_get()->set_id("short");
  EXPECT_THAT(call(request, XQ_FIX_INPUT).error().message(), HasSubstr("16"));
  request.mutable_get()->set_id(Bytes(16, 'x'));
  EXPECT_EQ(call(request, XQ_FIX_INPUT).error().code(), "not_found");
  request.mutable_list()->set_kind("dragon");
  request.mutable_list()->set_limit(10);
  EXPECT_THAT(call(request, XQ_FIX_INPUT).error().message(), HasSubstr("dragon"));
  request.mutable_list()->set_kind("child");
  request.mutable_list()->set_limit(1001);
  EXPECT_THAT(call(request, XQ_FIX_INPUT).error().message(), HasSubstr("1000"));
  auto* edit = request.mutable_save()->add_edits();
  edit->set_kind("child");
  edit->set_set("\x0F");
  EXPECT_EQ(call(request, XQ_FIX_INPUT).error().code(), "invalid");
  edit->clear_set();
  edit->set_draft("no draft");
  EXPECT_EQ(call(request, XQ_FIX_INPUT).error().code(), "invalid");
}

TEST_F(Misuse, RescueAndFreeBearNull) {
  xq_bytes response{};
  EXPECT_EQ(xq_rescue(nullptr, "file", &response), XQ_FIX_INPUT);
  taken(response);
  EXPECT_EQ(xq_rescue(path_.c_str(), nullptr, &response), XQ_FIX_INPUT);
  taken(response);
  EXPECT_EQ(xq_rescue(path_.c_str(), "file", nullptr), XQ_FIX_INPUT);
  xq_free(nullptr);
  xq_close(nullptr);
}

TEST_F(Misuse, AnUnreachableServerIsARetry) {
  open();
  v1::ApiRequest request;
  request.mutable_sync()->set_give_up_ms(200);
  EXPECT_EQ(call(request, XQ_RETRY).error().code(), "network");
}

TEST_F(Misuse, OneHandleServesManyThreads) {
  open();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int n = 0; n < 10; ++n) {
        v1::ApiRequest request;
        auto* edit = request.mutable_save()->add_edits();
        edit->set_kind("child");
        edit->set_set("\x0A\x01x");
        call(request, XQ_OK);
      }
    });
  }
  threads.clear();
  v1::ApiRequest request;
  request.mutable_status();
  EXPECT_EQ(call(request, XQ_OK).status().unsent(), 40u);
}

}  // namespace
}  // namespace xinqiao
