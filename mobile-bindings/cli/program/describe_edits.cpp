#include "cli/commands.h"
#include "cli/program/program.h"

namespace xinqiao::cli {

void Program::describe_edits() {
  auto* sub = on_core("add", "新增一条记录 / add a record", Folder::kMustExist,
                      [](Core& core, Arguments& a) { add(core, a.target, a.fields); });
  target(sub, "KIND", "child, visit, check_in, concern, ...");
  fields(sub, "FIELD=VALUE", "location.lat=28.1");
  sub = on_core("set", "修改字段 / change fields of a record", Folder::kMustExist,
                [](Core& core, Arguments& a) { set(core, a.target, a.fields, a.file); });
  target(sub, "ID", "UUID");
  form(sub);
  fields(sub, "FIELD=VALUE", "location.lat=28.1");
  sub = on_core("unset", "清除字段 / clear fields of a record", Folder::kMustExist,
                [](Core& core, Arguments& a) { unset(core, a.target, a.fields, a.file); });
  target(sub, "ID", "UUID");
  form(sub);
  fields(sub, "FIELD", "home_address");
  sub = on_core("delete", "删除记录 / delete a record", Folder::kMustExist,
                [](Core& core, Arguments& a) { remove(core, a.target, a.file); });
  target(sub, "ID", "UUID");
  form(sub);
  sub = on_core("open", "打开表单，记住现在看到的内容 / open a form: what is seen now, for a later set",
                Folder::kMustExist, [](Core& core, Arguments& a) { open(core, a.target, a.file); });
  target(sub, "ID", "UUID");
  sub->add_option("--form", arguments_.file, "写进文件，不打印 / into a file instead of printing it")
      ->type_name("FILE");
  sub = on_core(
      "together",
      "一起保存几条，或者一条也不保存 / save several records together, or none. Lines: add KIND field=value ..., "
      "set ID field=value ..., delete ID; @1 is the first add's record; quote with '...' or \"...\" (\\n \\\")",
      Folder::kMustExist, [](Core& core, Arguments& a) { together(core, a.file); });
  sub->add_option("FILE", arguments_.file, "没有或 -：标准输入 / none or -: standard input");
  sub = on_core("resolve", "解决一处冲突 / decide a clash", Folder::kMustExist, [this](Core& core, Arguments& a) {
    // A value may begin with "-", which looks like an option.
    const auto more = app_.get_subcommand("resolve")->remaining();
    a.fields.insert(a.fields.end(), more.begin(), more.end());
    resolve(core, a.target, a.fields);
  });
  sub->allow_extras();
  target(sub, "CLASH", "冲突编号，见 clashes / id of the clash, see clashes");
  fields(sub, "HOW", "keep | take N | value TEXT（- 开头的写 value -- -5 / of one that begins with -: value -- -5）");
}

void Program::describe_decisions() {
  auto* sub = on_core("accept", "接受一项待审修改（办公室） / accept what waits for the office", Folder::kMustExist,
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
  sub = on_core("let-go", "不再补回，或退回的修改不要了 / let it go", Folder::kMustExist,
                [](Core& core, Arguments& a) { let_go(core, a.target); });
  target(sub, "ID", "编号见 attention / see attention");
  sub = on_core("import", "导入 JSON 行文件 / import a file of JSON lines", Folder::kMustExist,
                [](Core& core, Arguments& a) { import_file(core, a.target, a.file); });
  sub->add_option("WHAT", arguments_.target, "children | visits")
      ->required()
      ->check(CLI::IsMember({"children", "visits"}));
  sub->add_option("FILE", arguments_.file, "FILE.jsonl")->required();
}

}  // namespace xinqiao::cli
