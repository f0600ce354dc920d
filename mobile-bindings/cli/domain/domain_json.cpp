#include "cli/domain/domain_json.h"

#include <nlohmann/json.hpp>

#include "base/china_time.h"
#include "base/id.h"
#include "model/schema.h"

namespace xinqiao::cli {
namespace {

using Json = nlohmann::ordered_json;

Json id_json(const Bytes& bytes) {
  const Id id = Id::from_bytes(bytes);
  return id.is_nil() ? Json() : Json(id.uuid());
}

template <typename Value>
Json or_null(bool there, const Value& value) {
  return there ? Json(value) : Json();
}

Json child_json(const v1::ApiAssessedChild& child) {
  return {{"id", id_json(child.id())},
          {"points", or_null(child.has_points(), child.points())},
          {"rank", or_null(child.has_rank(), child.rank())},
          {"steady", or_null(child.has_steady(), child.steady())},
          {"conduct", child.conduct()},
          {"honour", child.honour()},
          {"reason", or_null(!child.reason().empty(), child.reason())},
          {"baseline_rank", or_null(child.has_baseline(), child.baseline())},
          {"final_rank", or_null(child.has_final(), child.final())}};
}

}  // namespace

const schema::EnumValue* due_kind(std::uint32_t number) {
  return schema::find_kind(schema::kScheduleRuleKind)
      ->message->find("kind")
      ->enumeration->find(static_cast<std::int32_t>(number));
}

std::string due_json(const v1::ApiDueLine& line) {
  const auto* kind = due_kind(line.kind());
  return Json{{"child", id_json(line.child())},
              {"kind", kind == nullptr ? std::to_string(line.kind()) : std::string(kind->name)},
              {"rule", line.rule()},
              {"who", id_json(line.who())},
              {"due", china_time::format_day(line.due())},
              {"state", line.state()},
              {"overdue_days", line.overdue_days()},
              {"class_of", id_json(line.class_of())}}
      .dump();
}

std::string festival_json(const v1::ApiFestivalLine& line) {
  return Json{{"child", id_json(line.child())},
              {"reunion_known", line.reunion_known()},
              {"parent_returning", or_null(line.has_parent_returning(), line.parent_returning())},
              {"visited", line.visited()},
              {"gifts", line.gifts()},
              {"trip", line.trip()},
              {"alone", line.alone()},
              {"letters_out", line.letters_out()},
              {"letters_in", line.letters_in()}}
      .dump();
}

std::string assessment_json(const v1::ApiAssessment& assessment) {
  Json out = {{"children", Json::array()},
              {"helpers", Json::array()},
              {"class_teachers", Json::array()},
              {"awards", Json::array()}};
  for (const auto& child : assessment.children()) out["children"].push_back(child_json(child));
  for (const auto& helper : assessment.helpers()) {
    out["helpers"].push_back({{"id", id_json(helper.id())}, {"points", helper.points()}, {"fen", helper.fen()}});
  }
  for (const auto& teacher : assessment.class_teachers()) {
    out["class_teachers"].push_back(
        {{"id", id_json(teacher.id())}, {"mean_fen", or_null(teacher.has_mean_fen(), teacher.mean_fen())}});
  }
  for (const auto& award : assessment.awards()) {
    out["awards"].push_back({{"child", id_json(award.child())}, {"fen", award.fen()}});
  }
  return out.dump();
}

}  // namespace xinqiao::cli
