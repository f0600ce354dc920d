// Goal: scripts/serve sets up the demo township once, serves it, and stops when told; every helper holds exactly
// the children paired to them, a village lead those of the village too. Method: the script itself in a folder of its
// own, and the programs on its data.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "mobile-bindings/cli/run_program.h"
#include "testing/temp_folder.h"

namespace xinqiao {
namespace {

using testing::contents_of;
using ::testing::HasSubstr;

int free_port() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(::listen(listener, 1), 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  EXPECT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(listener);
  return ntohs(address.sin_port);
}

std::vector<std::vector<std::string>> table(const std::string& file) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '\t');) rows.back().push_back(cell);
  }
  return rows;
}

// scripts/serve as a person runs it, in the background.
// Those a village lead's post opens.
std::set<std::string> children_in(const std::string& place) {
  std::set<std::string> names;
  std::ifstream in("demo/children.jsonl");
  for (std::string line; std::getline(in, line);) {
    const auto child = nlohmann::json::parse(line);
    if (place == "--village " + child["village"].get<std::string>()) names.insert(child["name"]);
  }
  return names;
}

class Serving {
 public:
  Serving(const std::string& home, const std::string& options, std::string log) : log_(std::move(log)) {
    pid_ = ::fork();
    if (pid_ != 0) return;
    const std::string command =
        fmt::format("exec env XINQIAO_HOME='{}' scripts/serve {} >'{}' 2>&1 </dev/null", home, options, log_);
    ::execl("/bin/bash", "bash", "-c", command.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ~Serving() { interrupt(); }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  // Whether the server listens before the script ends.
  bool wait_until_it_listens() {
    for (;;) {
      if (contents_of(log_).find("\nlistening on") != std::string::npos) return true;
      if (::waitpid(pid_, &status_, WNOHANG) == pid_) {
        pid_ = 0;
        return false;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  // Ctrl-C; the exit code.
  int interrupt() {
    if (pid_ > 0) {
      ::kill(pid_, SIGINT);
      ::waitpid(pid_, &status_, 0);
      pid_ = 0;
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  }

 private:
  std::string log_;
  pid_t pid_ = 0;
  int status_ = 0;
};

TEST(Demo, ServeSetsUpATownshipOnceAndStopsWhenTold) {
  const testing::TempFolder folder;
  const std::string home = folder / "home";
  const auto run = [&](const std::string& device, const std::string& arguments) {
    auto ran = testing::run_program(fmt::format("--data '{}/{}' {}", home, device, arguments), folder / "err");
    EXPECT_EQ(ran.exit_code, 0) << arguments << "\n" << ran.err;
    return ran;
  };
  const std::string address = fmt::format("127.0.0.1:{}", free_port());
  Serving serving(home, "--listen " + address, folder / "log");
  ASSERT_TRUE(serving.wait_until_it_listens()) << contents_of(folder / "log");

  EXPECT_EQ(run("office", "list child --json").lines().size(), 20u);
  EXPECT_EQ(run("office", "list visit --json").lines().size(), 60u);
  EXPECT_THAT(run("office", "clashes --json").out, ::testing::IsEmpty());

  std::map<std::string, std::set<std::string>> paired;
  for (const auto& row : table("demo/pairings.tsv")) paired[row[0]].insert(row[2]);
  for (const auto& helper : table("demo/helpers.tsv")) {
    std::set<std::string> held;
    for (const auto& child : run(helper[0], "list child --json").lines()) held.insert(child["name"]);
    std::set<std::string> expected = paired[helper[2]];
    if (helper[1] == "village_lead") expected.merge(children_in(helper[3]));
    EXPECT_EQ(held, expected) << helper[2];
  }

  // What the script tells people to try.
  const std::string visit =
      run("yang-xiaoyan", "add visit child=彭子轩 kind=home_visit living=爷爷能自己坐起来了").last_line();
  run("yang-xiaoyan", "sync");
  run("office", "sync");
  EXPECT_EQ(run("office", "show " + visit + " --json").lines().at(0)["living"], "爷爷能自己坐起来了");
  EXPECT_EQ(serving.interrupt(), 0) << contents_of(folder / "log");

  Serving again(home, "", folder / "log2");
  ASSERT_TRUE(again.wait_until_it_listens()) << contents_of(folder / "log2");
  EXPECT_THAT(contents_of(folder / "log2"), HasSubstr("there already"));
  // Where the devices look for it.
  EXPECT_THAT(contents_of(folder / "log2"), HasSubstr("\nlistening on https://" + address));
  EXPECT_THAT(run("office", "sync").out, HasSubstr("同步完成"));
}

}  // namespace
}  // namespace xinqiao
