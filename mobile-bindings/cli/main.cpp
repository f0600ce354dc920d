// The program `xinqiao`: which command stands for which function. Exit 0 done, 1 could not, 2 wrong usage.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/output/progress.h"

namespace {

using namespace xinqiao::cli;  // NOLINT(google-build-using-namespace): the whole program is this namespace

struct Arguments {
  std::string data;
  std::string target;  // code, kind, id, file: what the command is about
  std::string file;
  std::string why;
  std::vector<std::string> fields;
  bool json = false;
};

enum class Folder { kMayBeNew, kMustExist };

// Opens the data folder and runs the command on it.
void with_core(const Arguments& arguments, Folder folder, const std::function<void(xinqiao::cli::Core&)>& command) {
  if (folder == Folder::kMustExist && !std::filesystem::is_directory(arguments.data)) {
    throw Failure("not_found", "没有数据文件夹 '" + arguments.data +
                                   "'：请先用 enroll 命令和邀请码登记 / There is no data folder '" + arguments.data +
                                   "': use the enroll command with a code first");
  }
  const char* pin = std::getenv("XINQIAO_PIN");
  ProgressLine progress;
  xinqiao::cli::Core core({.folder = arguments.data,
                           .pin = pin == nullptr ? "" : pin,
                           .progress = &ProgressLine::on_progress,
                           .progress_context = &progress});
  command(core);
}

class Program {
 public:
  Program() {
    app_.require_subcommand(1);
    app_.add_option("--data", arguments_.data, "数据文件夹 / data folder")->required()->type_name("DIR");
    describe_edits();
    describe_reads();
    describe_server();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return app_.exit(error);  // --help
      print_failure(wrong_usage(std::string("用法不对：") + error.what() +
                                "，可用 --help 查看 / Wrong usage: " + error.what() + "; see --help"));
      return kWrongUsage;
    }
    run_();
    return kDone;
  }

 private:
  CLI::App* command(const char* name, const char* help, std::function<void()> run) {
    CLI::App* sub = app_.add_subcommand(name, help);
    sub->fallthrough();  // --data may come after the command too
    sub->callback([this, run = std::move(run)] { run_ = run; });
    return sub;
  }
  CLI::App* on_core(const char* name, const char* help, Folder folder,
                    const std::function<void(xinqiao::cli::Core&, Arguments&)>& run) {
    return command(name, help, [this, folder, run] {
      with_core(arguments_, folder, [&](xinqiao::cli::Core& core) { run(core, arguments_); });
    });
  }
  void target(CLI::App* sub, const char* name, const char* help) {
    sub->add_option(name, arguments_.target, help)->required();
  }
  void json(CLI::App* sub) { sub->add_flag("--json", arguments_.json, "供程序读取 / for other programs"); }
  void fields(CLI::App* sub, const char* name, const char* help) {
    sub->add_option(name, arguments_.fields, help)->required()->allow_extra_args();
  }

  void describe_edits() {
    using Core = xinqiao::cli::Core;
    auto* sub = on_core("add", "新增一条记录 / add a record", Folder::kMustExist,
                        [](Core& core, Arguments& a) { add(core, a.target, a.fields); });
    target(sub, "KIND", "child, visit, check_in, concern, ...");
    fields(sub, "FIELD=VALUE", "location.lat=28.1");
    sub = on_core("set", "修改字段 / change fields of a record", Folder::kMustExist,
                  [](Core& core, Arguments& a) { set(core, a.target, a.fields); });
    target(sub, "ID", "UUID");
    fields(sub, "FIELD=VALUE", "location.lat=28.1");
    sub = on_core("unset", "清除字段 / clear fields of a record", Folder::kMustExist,
                  [](Core& core, Arguments& a) { unset(core, a.target, a.fields); });
    target(sub, "ID", "UUID");
    fields(sub, "FIELD", "home_address");
    sub = on_core("delete", "删除记录 / delete a record", Folder::kMustExist,
                  [](Core& core, Arguments& a) { remove(core, a.target); });
    target(sub, "ID", "UUID");
    sub = on_core("resolve", "解决一处冲突 / decide a clash", Folder::kMustExist,
                  [](Core& core, Arguments& a) { resolve(core, a.target, a.fields); });
    target(sub, "CLASH", "冲突编号，见 clashes / id of the clash, see clashes");
    fields(sub, "HOW", "keep | take N | value TEXT");
    sub = on_core("accept", "接受一项待审修改（办公室） / accept what waits for the office", Folder::kMustExist,
                  [](Core& core, Arguments& a) { accept(core, a.target); });
    target(sub, "ID", "编号见 attention / see attention");
    sub = on_core("return", "退回一项待审修改（办公室） / return what waits for the office", Folder::kMustExist,
                  [](Core& core, Arguments& a) { send_back(core, a.target, a.why); });
    target(sub, "ID", "编号见 attention / see attention");
    sub->add_option("--why", arguments_.why, "理由，写给记录者 / why, for its author")->required()->type_name("TEXT");
    sub = on_core("release", "缺的找不回来，放行后面的修改（办公室） / let in what waits behind a gap",
                  Folder::kMustExist, [](Core& core, Arguments& a) { release(core, a.target); });
    target(sub, "ID", "编号见 attention / see attention");
    sub = on_core("put-back", "补回服务器恢复后缺的内容 / write anew what a restored server lost", Folder::kMustExist,
                  [](Core& core, Arguments& a) { put_back(core, a.target); });
    target(sub, "ID", "编号见 attention / see attention");
    sub = on_core("let-go", "不再补回 / let it go", Folder::kMustExist,
                  [](Core& core, Arguments& a) { let_go(core, a.target); });
    target(sub, "ID", "编号见 attention / see attention");
    sub = on_core("import", "导入 JSON 行文件 / import a file of JSON lines", Folder::kMustExist,
                  [](Core& core, Arguments& a) { import_file(core, a.target, a.file); });
    sub->add_option("WHAT", arguments_.target, "children | visits")
        ->required()
        ->check(CLI::IsMember({"children", "visits"}));
    sub->add_option("FILE", arguments_.file, "FILE.jsonl")->required();
  }

  void describe_reads() {
    using Core = xinqiao::cli::Core;
    auto* sub = on_core("list", "列出一种记录 / list the records of a kind", Folder::kMustExist,
                        [](Core& core, Arguments& a) { list(core, a.target, a.json); });
    target(sub, "KIND", "child, visit, check_in, concern, ...");
    json(sub);
    sub = on_core("show", "查看一条记录 / show a record", Folder::kMustExist,
                  [](Core& core, Arguments& a) { show(core, a.target, a.json); });
    target(sub, "ID", "UUID");
    json(sub);
    sub = on_core("history", "谁在何时改了什么 / who changed what, and when", Folder::kMustExist,
                  [](Core& core, Arguments& a) { history(core, a.target, a.json); });
    target(sub, "ID", "UUID");
    json(sub);
    json(on_core("status", "未发送、冲突、时钟、上次同步 / what is unsent, clashes, clock, last sync",
                 Folder::kMustExist, [](Core& core, Arguments& a) { status(core, a.json); }));
    json(on_core("attention",
                 "没有被接受的修改；办公室：等待处理的修改 / what was not taken; office: what waits for it",
                 Folder::kMustExist, [](Core& core, Arguments& a) { attention(core, a.json); }));
    json(on_core("clashes", "两人改得不一样的字段 / fields that two people changed differently", Folder::kMustExist,
                 [](Core& core, Arguments& a) { clashes(core, a.json); }));
    on_core("digest", "所有显示的记录的校验值 / one hash over all records shown", Folder::kMustExist,
            [](Core& core, Arguments&) { digest(core); });
  }

  void describe_server() {
    using Core = xinqiao::cli::Core;
    auto* sub = on_core("enroll", "用邀请码登记这台设备 / enroll this device with a code", Folder::kMayBeNew,
                        [](Core& core, Arguments& a) { enroll(core, a.target); });
    target(sub, "CODE", "XQ1-...");
    json(on_core("sync", "与服务器同步 / reconcile with the server", Folder::kMustExist,
                 [](Core& core, Arguments& a) { sync(core, a.json); }));
    sub = command("rescue", "带走未发送的内容 / carry off unsent work",
                  [this] { rescue(arguments_.data, arguments_.file); });
    sub->add_option("FILE", arguments_.file, "要写的文件 / the file to write")->required();
  }

  CLI::App app_{"心桥：走访记录，离线保存，联网同步 / Xinqiao: field visits, saved offline, reconciled online",
                "xinqiao"};
  Arguments arguments_;
  std::function<void()> run_;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    return Program().run(argc, argv);
  } catch (const Failure& failure) {
    print_failure(failure);
    return failure.exit_code();
  } catch (const std::exception& error) {
    print_failure(Failure("internal", error.what()));
    return kCouldNot;
  }
}
