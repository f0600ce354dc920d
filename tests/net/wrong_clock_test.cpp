// Goal: a phone that believes it is 1970 or 2099 connects all the same. Method: certificates that are long over
// or not yet begun; and this very program again under faketime, where that is installed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>

#include "net/curl_transport.h"
#include "net/tls_server.h"

namespace xinqiao {
namespace {

using testing::TlsIdentity;
using testing::TlsServer;

// The sanitizers' own calls for the time do not bear faketime's.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

bool connects(const TlsIdentity& identity) {
  TlsServer server(identity, [](const TlsServer::Request& request) { return TlsServer::ok(request.body); });
  auto transport = CurlTransport::create({.url = server.url(), .pin = identity.pin()});
  if (!transport.ok()) return false;
  const auto answer = (*transport)->post("/v1/sync", "x");
  if (!answer.ok()) std::fprintf(stderr, "%s\n", answer.error().message.c_str());
  return answer.ok() && answer->body == "x";
}

TEST(WrongClock, ACertificateLongOverIsAsGood) {
  EXPECT_TRUE(connects(TlsIdentity("20000101000000Z", "20010101000000Z")));
}

TEST(WrongClock, ACertificateNotYetBegunIsAsGood) {
  EXPECT_TRUE(connects(TlsIdentity("20980101000000Z", "20990101000000Z")));
}

// Run by the test below, in another year; alone it is one more connection.
TEST(WrongClock, ConnectsInWhateverYearItIs) {
  const char* year = std::getenv("XQ_TEST_YEAR");
  if (year != nullptr) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    ASSERT_EQ(utc.tm_year + 1900, std::atoi(year)) << "faketime did not take hold";  // NOLINT(cert-err34-c)
  }
  EXPECT_TRUE(connects(TlsIdentity()));
}

// faketime refuses to start under the process id of one that was killed: its semaphore is still there.
void forget_the_dead() {
  namespace fs = std::filesystem;
  std::error_code ignored;
  for (const auto& left : fs::directory_iterator("/dev/shm", ignored)) {
    const std::string name = left.path().filename();
    if (name.find("faketime_") == std::string::npos) continue;
    if (!fs::exists("/proc/" + name.substr(name.rfind('_') + 1))) fs::remove(left.path(), ignored);
  }
}

TEST(WrongClock, APhoneIn1970And2099Connects) {
  if (kSanitized) GTEST_SKIP() << "faketime and a sanitizer do not go together";
  if (std::system("command -v faketime >/dev/null") != 0) GTEST_SKIP() << "faketime is not installed";
  forget_the_dead();
  char self[4096];
  const ssize_t size = ::readlink("/proc/self/exe", self, sizeof self);
  ASSERT_GT(size, 0);
  const std::string program(self, static_cast<std::size_t>(size));
  for (const char* year : {"1970", "2099"}) {
    const std::string command = std::string("XQ_TEST_YEAR=") + year + " FAKETIME_DONT_FAKE_MONOTONIC=1 faketime '" +
                                year + "-06-01 00:00:00' '" + program +
                                "' --gtest_filter=WrongClock.ConnectsInWhateverYearItIs >/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << year;
  }
}

}  // namespace
}  // namespace xinqiao
