#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/domain/domain_json.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"

namespace xinqiao::cli {
namespace {

std::string yuan(std::int64_t fen) { return fmt::format("{}.{:02}", fen / 100, fen % 100); }

std::string number_or(bool there, std::uint32_t number) { return there ? fmt::format("{}", number) : "—"; }

std::string child_row(const v1::ApiAssessedChild& child) {
  return child.has_points() ? fmt::format("{}", child.points()) : child.reason().substr(0, child.reason().find(" / "));
}

void print_children(const v1::ApiAssessment& result, Names& names) {
  Table table({"儿童", "基准名次", "期末名次", "进步", "稳定", "品行", "三好", "得分"});
  for (const auto& child : result.children()) {
    table.add({names.of(Id::from_bytes(child.id())), number_or(child.has_baseline(), child.baseline()),
               number_or(child.has_final(), child.final()), number_or(child.has_rank(), child.rank()),
               number_or(child.has_steady(), child.steady()), fmt::format("{}", child.conduct()),
               fmt::format("{}", child.honour()), child_row(child)});
  }
  fmt::print("{}", table.str());
}

}  // namespace

void assess(Core& core, std::uint32_t school_year, bool json) {
  v1::ApiRequest request;
  request.mutable_assess()->set_school_year(school_year);
  const v1::ApiAssessment result = core.call(request).assessment();
  if (json) {
    fmt::print("{}\n", assessment_json(result));
    return;
  }
  Names names(core);
  fmt::print("{} 学年考核（{} 年 9 月至 {} 年 8 月），一分一元\n", school_year, school_year, school_year + 1);
  print_children(result, names);
  Table helpers({"帮扶人", "得分", "奖励（元）"});
  for (const auto& helper : result.helpers()) {
    helpers.add({names.of(Id::from_bytes(helper.id())), fmt::format("{}", helper.points()), yuan(helper.fen())});
  }
  Table teachers({"班主任", "班级平均（元）"});
  for (const auto& teacher : result.class_teachers()) {
    teachers.add({names.of(Id::from_bytes(teacher.id())),
                  teacher.has_mean_fen() ? yuan(teacher.mean_fen()) : "没有可考核的儿童"});
  }
  Table awards({"受奖儿童", "奖励（元）"});
  for (const auto& award : result.awards()) awards.add({names.of(Id::from_bytes(award.child())), yuan(award.fen())});
  if (result.helpers_size() > 0) fmt::print("\n{}", helpers.str());
  if (result.class_teachers_size() > 0) fmt::print("\n{}", teachers.str());
  if (result.awards_size() > 0) fmt::print("\n{}", awards.str());
}

}  // namespace xinqiao::cli
