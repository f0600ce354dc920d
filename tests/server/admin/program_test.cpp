#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "server/admin/scratch_folder.h"
#include "server/http/tls_client.h"

// The program as an operator starts it.
namespace xinqiao::server {
namespace {

struct Ended {
  int code = -1;
  std::string out;
  std::string err;

  std::string last_line() const {
    const std::size_t end = out.find_last_not_of('\n');
    const std::size_t begin = out.rfind('\n', end);
    return out.substr(begin + 1, end - begin);
  }
};

class ProgramTest : public ScratchFolder {
 protected:
  ~ProgramTest() override {
    if (server_ > 0) {
      ::kill(server_, SIGKILL);
      ::waitpid(server_, nullptr, 0);
    }
  }

  pid_t spawn(const std::vector<std::string>& arguments, int out, const std::string& err_file) {
    const std::string program = std::string(std::getenv("XQ_BIN_DIR")) + "/xinqiao-server";
    std::vector<char*> argv = {const_cast<char*>(program.c_str())};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      ::dup2(out, STDOUT_FILENO);
      ::dup2(::open(err_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
      ::execv(program.c_str(), argv.data());
      ::_exit(127);
    }
    return child;
  }

  Ended run(const std::vector<std::string>& arguments) {
    const int out = ::open(path("out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const pid_t child = spawn(arguments, out, path("err"));
    ::close(out);
    Ended ended;
    ended.code = wait_for(child);
    ended.out = contents(path("out"));
    ended.err = contents(path("err"));
    return ended;
  }

  static int wait_for(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  void init(const std::string& folder) {
    const Ended ended = run({"init", "--data", folder, "--org", "青石镇", "--url", "https://127.0.0.1:8443"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.last_line(), ::testing::StartsWith("XQ1-"));
  }

  // Starts it and returns the port of its ready line.
  std::uint16_t serve(const std::string& folder) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    server_ = spawn({"run", "--data", folder, "--listen", "127.0.0.1:0"}, ends[1], path("server.log"));
    ::close(ends[1]);
    std::string line;
    char c = 0;
    while (::read(ends[0], &c, 1) == 1 && c != '\n') line += c;
    ::close(ends[0]);
    EXPECT_THAT(line, ::testing::StartsWith("listening on https://127.0.0.1:")) << contents(path("server.log"));
    return static_cast<std::uint16_t>(std::atoi(line.substr(line.rfind(':') + 1).c_str()));
  }

  int stop() {
    ::kill(server_, SIGTERM);
    return wait_for(std::exchange(server_, 0));
  }

  static void expect_healthy(std::uint16_t port) {
    auto client = http::TlsClient::connect(port);
    ASSERT_TRUE(client);
    ASSERT_TRUE(client->send(http::get("/healthz")));
    const auto reply = client->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, "ok");
  }

  pid_t server_ = 0;
};

// Beside a running server: an invitation, a backup; not a second server.
TEST_F(ProgramTest, ServesUntilItIsAskedToStop) {
  const std::string data = path("data");
  ASSERT_NO_FATAL_FAILURE(init(data));
  EXPECT_EQ(run({"init", "--data", data, "--org", "x", "--url", "https://127.0.0.1:1"}).code, 1);
  const auto port = serve(data);
  expect_healthy(port);

  const Ended second = run({"run", "--data", data, "--listen", "127.0.0.1:0"});
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.err, ::testing::HasSubstr("another server is running"));

  const Ended invited = run({"invite", "--data", data, "--role", "helper", "--name", "石志愿者", "--village", "上坪"});
  EXPECT_EQ(invited.code, 0) << invited.err;
  EXPECT_THAT(invited.last_line(), ::testing::StartsWith("XQ1-"));

  const Ended backed_up = run({"backup", "--data", data, path("backup.tar")});
  EXPECT_EQ(backed_up.code, 0) << backed_up.err;
  EXPECT_THAT(backed_up.err, ::testing::HasSubstr("keep it like a key"));

  expect_healthy(port);
  EXPECT_EQ(stop(), 0);
  const std::string log = contents(path("server.log"));
  EXPECT_THAT(log, ::testing::Not(::testing::HasSubstr("127.0.0.1")));
  EXPECT_THAT(log, ::testing::Not(::testing::HasSubstr("志愿者")));
}

TEST_F(ProgramTest, ServesWhatItRestored) {
  const std::string data = path("data");
  ASSERT_NO_FATAL_FAILURE(init(data));
  ASSERT_EQ(run({"backup", "--data", data, path("backup.tar")}).code, 0);
  const Ended refused = run({"restore", path("backup.tar"), "--data", data});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, ::testing::HasSubstr("not empty"));

  std::filesystem::remove_all(data);
  const Ended restored = run({"restore", path("backup.tar"), "--data", data});
  ASSERT_EQ(restored.code, 0) << restored.err;
  expect_healthy(serve(data));
  EXPECT_EQ(stop(), 0);
}

TEST_F(ProgramTest, SaysWhatItCouldNotDo) {
  EXPECT_EQ(run({"run", "--data", path("nothing"), "--listen", "127.0.0.1:0"}).code, 1);
  EXPECT_EQ(run({"backup", "--data", path("nothing"), path("f")}).code, 1);
  EXPECT_EQ(run({"restore", path("nothing"), "--data", path("new")}).code, 1);
  EXPECT_EQ(run({"rescue", "--data", path("nothing"), path("f")}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(path("new")));
  const Ended misused = run({"run"});
  EXPECT_EQ(misused.code, 2);
  EXPECT_THAT(misused.err, ::testing::HasSubstr("--help"));
}

}  // namespace
}  // namespace xinqiao::server
