#include "cli/commands.h"
#include "cli/program/program.h"

namespace xinqiao::cli {

void Program::describe_reads() {
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
  json(on_core("status", "未发送、冲突、时钟、上次同步 / what is unsent, clashes, clock, last sync", Folder::kMustExist,
               [](Core& core, Arguments& a) { status(core, a.json); }));
  json(on_core("attention", "没有被接受的修改；办公室：等待处理的修改 / what was not taken; office: what waits for it",
               Folder::kMustExist, [](Core& core, Arguments& a) { attention(core, a.json); }));
  json(on_core("clashes", "两人改得不一样的字段 / fields that two people changed differently", Folder::kMustExist,
               [](Core& core, Arguments& a) { clashes(core, a.json); }));
  on_core("digest", "所有显示的记录的校验值 / one hash over all records shown", Folder::kMustExist,
          [](Core& core, Arguments&) { digest(core); });
}

void Program::describe_lists() {
  auto* sub = on_core("due", "该做什么：逾期、今天、两天内 / what is due: overdue, today, within two days",
                      Folder::kMustExist, [](Core& core, Arguments& a) { due(core, a.day, a.person, a.json); });
  sub->add_option("--day", arguments_.day, "哪一天，没有就是今天 / on which day; today unless told")->type_name("DAY");
  sub->add_option("--person", arguments_.person, "只看一个人的 / of one person alone")->type_name("ID");
  json(sub);
  json(on_core("schedule", "现行的日程规则 / the schedule rules in force", Folder::kMustExist,
               [](Core& core, Arguments& a) { schedule(core, a.json); }));
  sub = on_core("festival", "春节：团圆、走访、独自过年的 / Spring Festival: reunions, visits, who is alone",
                Folder::kMustExist, [](Core& core, Arguments& a) { festival(core, a.year, a.day, a.json); });
  sub->add_option("--year", arguments_.year, "正月初一所在的年 / the year of New Year's Day")
      ->check(CLI::Range(2020, 2100))
      ->type_name("YYYY");
  sub->add_option("--day", arguments_.day, "截至哪一天，没有就是今天 / as of which day; today unless told")
      ->type_name("DAY");
  json(sub);
  sub = on_core("assess", "一学年的考核和奖励 / assessment and awards of a school year", Folder::kMustExist,
                [](Core& core, Arguments& a) { assess(core, a.year, a.json); });
  sub->add_option("--year", arguments_.year, "秋季开始的那一年 / the autumn it begins in")
      ->required()
      ->check(CLI::Range(1990, 2100))
      ->type_name("YYYY");
  json(sub);
}

void Program::describe_reports() {
  const auto day = [this](CLI::App* sub) {
    sub->add_option("--day", arguments_.day, "截至哪一天，没有就是今天 / as of which day; today unless told")
        ->type_name("DAY");
  };
  auto* sub = on_core(
      "check", "检查结对：谁缺、谁要结束、谁做得多 / check the pairings: who lacks one, which end, who does most",
      Folder::kMustExist,
      [](Core& core, Arguments& a) { report(core, {.name = a.target, .format = a.json ? "json" : "", .day = a.day}); });
  sub->add_option("WHAT", arguments_.target, "pairings")->required()->check(CLI::IsMember({"pairings"}));
  day(sub);
  json(sub);
  sub = on_core("search",
                "按姓名、拼音首字母、村、学校、电话找人 / find by name, pinyin initials, village, school, telephone",
                Folder::kMustExist, [](Core& core, Arguments& a) { search(core, a.fields, a.json); });
  fields(sub, "TEXT", "韦小燕, wxy, 大湾村, 1380");
  json(sub);
  sub = on_core("report", "打印报表 / a report to print", Folder::kMustExist,
                [](Core& core, Arguments& a) { report(core, {a.target, a.format, a.day, a.from, a.to, a.person}); });
  target(sub, "NAME", "overview, pairings, visits, festival, concerns, plans, cards, progress");
  day(sub);
  sub->add_option("--from", arguments_.from, "时段的第一天 / first day of the period")->type_name("DAY");
  sub->add_option("--to", arguments_.to, "时段的最后一天 / last day of the period")->type_name("DAY");
  sub->add_option("--child", arguments_.person, "哪个儿童（cards、progress 用） / which child, for cards and progress")
      ->type_name("ID");
  sub->add_option("--format", arguments_.format, "json、csv 或 html（A4） / json, csv or html for A4")
      ->check(CLI::IsMember({"json", "csv", "html"}));
}

void Program::describe_server() {
  auto* sub = on_core("enroll", "用邀请码登记这台设备 / enroll this device with a code", Folder::kMayBeNew,
                      [](Core& core, Arguments& a) { enroll(core, a.target); });
  target(sub, "CODE", "XQ1-...");
  json(on_core("sync", "与服务器同步 / reconcile with the server", Folder::kMustExist,
               [](Core& core, Arguments& a) { sync(core, a.json); }));
  sub = command("rescue", "带走未发送的内容 / carry off unsent work",
                [this] { rescue(arguments_.data, arguments_.file); });
  sub->add_option("FILE", arguments_.file, "要写的文件 / the file to write")->required();
}

}  // namespace xinqiao::cli
