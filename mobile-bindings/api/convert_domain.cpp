#include "api/convert_domain.h"

namespace xinqiao::api {
namespace {

std::string term_name(std::uint32_t school_year, std::uint32_t term, bool zh) {
  const std::string year = std::to_string(school_year);
  return zh ? year + " 学年第" + (term == 1 ? "一" : "二") + "学期" : "term " + std::to_string(term) + " of " + year;
}

std::string reason_of(const domain::ChildPoints& child) {
  switch (child.reason) {
    case domain::Reason::kNone:
      return "";
    case domain::Reason::kNoFinal:
      return "没有第二学期期末名次 / no term 2 final";
    case domain::Reason::kNoBaseline:
      return "没有可比的名次（" + term_name(child.baseline_year, child.baseline_term, true) +
             "期末） / no baseline: " + term_name(child.baseline_year, child.baseline_term, false) + " final";
  }
  return "";
}

const char* name_of(domain::DueState state) {
  switch (state) {
    case domain::DueState::kDone:
      return "done";
    case domain::DueState::kUpcoming:
      return "upcoming";
    case domain::DueState::kDueToday:
      return "due_today";
    case domain::DueState::kOverdue:
      return "overdue";
  }
  return "";
}

// Nobody: empty.
Bytes id_or_empty(const Id& id) { return id.is_nil() ? Bytes() : id.str(); }

v1::ApiAssessedChild to_api(const domain::ChildPoints& child) {
  v1::ApiAssessedChild out;
  out.set_id(child.id.str());
  if (child.points) out.set_points(*child.points);
  if (child.rank) out.set_rank(*child.rank);
  if (child.steady) out.set_steady(*child.steady);
  out.set_conduct(child.conduct);
  out.set_honour(child.honour);
  out.set_reason(reason_of(child));
  if (child.baseline) out.set_baseline(*child.baseline);
  if (child.final) out.set_final(*child.final);
  return out;
}

}  // namespace

v1::ApiDueLine to_api(const domain::DueLine& line) {
  v1::ApiDueLine out;
  out.set_child(id_or_empty(line.child));
  out.set_class_of(id_or_empty(line.class_of));
  out.set_kind(line.kind);
  out.set_rule(line.rule);
  out.set_who(id_or_empty(line.who));
  out.set_due(line.due);
  out.set_state(name_of(line.state));
  out.set_overdue_days(static_cast<std::uint32_t>(line.overdue_days));
  return out;
}

v1::ApiFestivalLine to_api(const domain::FestivalLine& line) {
  v1::ApiFestivalLine out;
  out.set_child(line.child.str());
  out.set_reunion_known(line.reunion_known);
  if (line.parent_returning) out.set_parent_returning(*line.parent_returning);
  out.set_visited(line.visited);
  out.set_gifts(line.gifts);
  out.set_trip(line.trip);
  out.set_alone(line.alone);
  out.set_letters_out(line.letters_out);
  out.set_letters_in(line.letters_in);
  return out;
}

v1::ScheduleRule to_schema(const domain::Rule& rule) {
  v1::ScheduleRule out;
  out.set_code(rule.code);
  out.set_kind(static_cast<v1::DueKind>(rule.kind));
  out.set_per(static_cast<v1::DuePer>(rule.per));
  if (rule.days != 0) out.set_days(rule.days);
  for (const std::uint32_t each : rule.arrangements) {
    out.add_arrangements()->set_arrangement(static_cast<v1::LivingArrangement>(each));
  }
  if (rule.key_only) out.set_key_only(true);
  for (const std::uint32_t each : rule.roles) out.add_roles()->set_role(static_cast<v1::PairingRole>(each));
  if (rule.each_role) out.set_each_role(true);
  if (rule.record_card) out.set_record_card(true);
  if (rule.pauses_in_holidays) out.set_pauses_in_holidays(true);
  return out;
}

v1::ApiFound to_api(const domain::Found& found) {
  v1::ApiFound out;
  out.set_id(found.id.str());
  out.set_is_child(found.is_child);
  out.set_name(found.name);
  out.set_village(id_or_empty(found.village));
  out.set_school(id_or_empty(found.school));
  return out;
}

v1::ApiReportText to_api(const domain::Report& report, v1::ApiReportFormat format) {
  v1::ApiReportText out;
  switch (format) {
    case v1::API_REPORT_FORMAT_JSON:
      out.set_text(domain::report_json(report));
      return out;
    case v1::API_REPORT_FORMAT_CSV:
      out.set_text(domain::report_csv(report));
      return out;
    case v1::API_REPORT_FORMAT_HTML:
      out.set_text(domain::report_html(report));
      return out;
    default:
      break;
  }
  out.set_title(std::string(report.title.zh));
  out.set_scope(report.scope);
  out.set_day(report.day);
  out.set_complete(report.complete);
  for (const domain::Section& section : report.sections) {
    auto& added = *out.add_sections();
    added.set_label(domain::heading_of(section));
    for (const domain::Column& column : section.columns) added.add_columns(std::string(column.label.zh));
    for (const auto& row : section.rows) {
      auto& cells = *added.add_rows();
      for (const domain::Cell& cell : row) cells.add_cells(domain::shown(cell));
    }
  }
  return out;
}

v1::ApiAssessment to_api(const domain::Assessment& assessment) {
  v1::ApiAssessment out;
  for (const auto& child : assessment.children) *out.add_children() = to_api(child);
  for (const auto& helper : assessment.helpers) {
    auto& added = *out.add_helpers();
    added.set_id(helper.id.str());
    added.set_points(helper.points);
    added.set_fen(helper.fen);
  }
  for (const auto& teacher : assessment.class_teachers) {
    auto& added = *out.add_class_teachers();
    added.set_id(teacher.id.str());
    if (teacher.fen) added.set_mean_fen(*teacher.fen);
  }
  for (const auto& award : assessment.awards) {
    auto& added = *out.add_awards();
    added.set_child(award.child.str());
    added.set_fen(award.fen);
  }
  return out;
}

}  // namespace xinqiao::api
