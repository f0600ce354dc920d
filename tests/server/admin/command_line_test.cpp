#include "admin/command_line.h"

#include <gmock/gmock.h>

#include <vector>

namespace xinqiao::server {
namespace {

std::variant<CommandLine, int> read(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "xinqiao-server");
  return read_command_line(static_cast<int>(arguments.size()), arguments.data());
}

CommandLine understood(const std::vector<const char*>& arguments) {
  const auto result = read(arguments);
  EXPECT_TRUE(std::holds_alternative<CommandLine>(result));
  return std::holds_alternative<CommandLine>(result) ? std::get<CommandLine>(result) : CommandLine();
}

TEST(CommandLineTest, ReadsEveryCommand) {
  const auto init = understood({"init", "--data", "d", "--org", "青石镇", "--url", "https://[fe80::1]:8443"});
  EXPECT_EQ(init.command, Command::kInit);
  EXPECT_EQ(init.organisation, "青石镇");
  EXPECT_EQ(init.url, "https://[fe80::1]:8443");
  EXPECT_EQ(init.endpoint.host, "fe80::1");

  const auto run = understood({"run", "--data", "d", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(run.command, Command::kRun);
  EXPECT_EQ(run.endpoint.host, "127.0.0.1");
  EXPECT_EQ(run.endpoint.port, 0);
  EXPECT_EQ(run.log_level, "info");

  const auto invite = understood({"invite", "--data", "d", "--role", "class_teacher", "--name", "覃老师", "--school",
                                  "青石小学", "--grade", "3", "--class", "2", "--village", "上坪"});
  EXPECT_EQ(invite.command, Command::kInvite);
  EXPECT_EQ(invite.person.role, "class_teacher");
  EXPECT_EQ(invite.person.name, "覃老师");
  EXPECT_EQ(invite.person.class_label, "2");

  EXPECT_EQ(understood({"backup", "--data", "d", "f"}).command, Command::kBackup);
  const auto restore = understood({"restore", "f", "--data", "d"});
  EXPECT_EQ(restore.command, Command::kRestore);
  EXPECT_EQ(restore.file, "f");
  EXPECT_EQ(restore.data_folder, "d");
  EXPECT_EQ(understood({"rescue", "--data", "d", "f"}).command, Command::kRescue);
}

TEST(CommandLineTest, TellsWrongUsageFromHelp) {
  const std::vector<std::vector<const char*>> wrong = {
      {},
      {"dance"},
      {"run", "--data", "d"},
      {"run", "--listen", "127.0.0.1:1"},
      {"run", "--data", "d", "--listen", "127.0.0.1"},
      {"run", "--data", "d", "--listen", "127.0.0.1:70000"},
      {"run", "--data", "d", "--listen", ":8443"},
      {"run", "--data", "d", "--listen", "::1:8443"},
      {"init", "--data", "d", "--org", "o", "--url", "http://h:1"},
      {"init", "--data", "d", "--org", "o", "--url", "https://h"},
      {"init", "--data", "d", "--org", "o", "--url", "https://h:1/path"},
      {"invite", "--data", "d", "--role", "king", "--name", "n"},
      {"backup", "--data", "d"},
      {"backup", "--data", "d", "f", "g"},
  };
  for (const auto& arguments : wrong) {
    const auto result = read(arguments);
    ASSERT_TRUE(std::holds_alternative<int>(result)) << ::testing::PrintToString(arguments);
    EXPECT_EQ(std::get<int>(result), kWrongUsage);
  }
  EXPECT_EQ(std::get<int>(read({"--help"})), kDone);
  EXPECT_EQ(std::get<int>(read({"run", "--help"})), kDone);
}

}  // namespace
}  // namespace xinqiao::server
