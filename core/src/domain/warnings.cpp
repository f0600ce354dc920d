#include "domain/warnings.h"

#include <array>

#include "xinqiao/v1/child.pb.h"

namespace xinqiao::domain {
namespace {

using china_time::Day;

// Of two days or times of a record the second does not come before the first.
struct Order {
  std::string_view kind;
  std::string_view first;
  std::string_view second;
};
constexpr std::array kOrders{
    Order{"contact", "away_since", "home_at"},

    Order{"membership", "from", "to"},         Order{"pairing", "from", "to"},       Order{"plan", "from", "to"},
    Order{"term", "first_day", "last_day"},    Order{"trip", "arrived", "returned"}, Order{"trip", "out", "back"},
    Order{"visit", "started", "ended"},
};

// What is written once it has been.
struct Past {
  std::string_view kind;
  std::string_view field;
};
constexpr std::array kPasts{
    Past{"check_in", "at"},     Past{"child", "birth_date"}, Past{"concern_step", "at"}, Past{"conduct", "day"},
    Past{"exam_result", "day"}, Past{"honour", "day"},       Past{"trip", "arrived"},    Past{"trip", "returned"},
    Past{"visit", "started"},   Past{"work", "day"},
};

constexpr int kOfAge = 18;
constexpr Day kYear = 10'000;     // of YYYYMMDD
constexpr Day kYearBegins = 901;  // the school year, on 1 September
constexpr int kYoungest = 5;      // so many years more than the grade on that day
constexpr int kOldest = 9;        // who began late, or stayed down

std::uint64_t number_of(const Bytes& field) { return read_varint(field).value_or(0); }

int age_on(Day birth_date, Day day) {
  return static_cast<int>(day / kYear) - static_cast<int>(birth_date / kYear) -
         (day % kYear < birth_date % kYear ? 1 : 0);
}

// A label without what it explains in brackets.
std::string short_of(std::string_view label, std::string_view bracket) {
  return std::string(label.substr(0, label.find(bracket)));
}

class Rules {
 public:
  Rules(const Written& record, Day today) : record_(record), today_(today) {}

  std::vector<Warning> all() {
    for (const Order& rule : kOrders) check(rule);
    for (const Past& rule : kPasts) check(rule);
    if (record_.kind.name == "exam_result") check_rank();
    if (record_.kind.name == "child") check_age();
    if (record_.kind.name == "pairing") check_pairing();
    return std::move(found_);
  }

 private:
  const schema::Field* field(std::string_view name) const { return record_.kind.message->find(name); }
  const Bytes* value(std::string_view name) const {
    const schema::Field* found = field(name);
    return found == nullptr ? nullptr : record_.value(found->number);
  }
  bool is_new(std::string_view name) const {
    const schema::Field* found = field(name);
    return found != nullptr && record_.is_new(found->number);
  }
  bool is_new(std::string_view one, std::string_view other) const { return is_new(one) || is_new(other); }

  void warn(std::string_view name, const std::string& zh, const std::string& en) {
    const schema::Label& label = field(name)->label;
    found_.push_back({name, short_of(label.zh, "（") + zh, short_of(label.en, " (") + en});
  }

  void check(const Order& rule) {
    if (rule.kind != record_.kind.name || !is_new(rule.first, rule.second)) return;
    const Bytes* first = value(rule.first);
    const Bytes* second = value(rule.second);
    if (first == nullptr || second == nullptr || signed_of(*second) >= signed_of(*first)) return;
    const schema::Label& before = field(rule.first)->label;
    warn(rule.second, "早于" + short_of(before.zh, "（"), " is before " + short_of(before.en, " ("));
  }

  void check(const Past& rule) {
    if (rule.kind != record_.kind.name || !is_new(rule.field)) return;
    const Bytes* bytes = value(rule.field);
    if (bytes == nullptr) return;
    const bool is_time = field(rule.field)->format == schema::Format::kTime;
    const Day day = is_time ? china_time::day_of(signed_of(*bytes)) : static_cast<Day>(number_of(*bytes));
    if (day > today_) warn(rule.field, "在今天之后", " is after today");
  }

  void check_rank() {
    const Bytes* rank = value("class_rank");
    const Bytes* size = value("class_size");
    if (!is_new("class_rank", "class_size") || rank == nullptr || size == nullptr) return;
    if (number_of(*rank) <= number_of(*size)) return;
    warn("class_rank", "大于班级人数", " is larger than the class");
  }

  void check_age() {
    const Bytes* born = value("birth_date");
    if (born == nullptr || !is_new("birth_date", "grade")) return;
    const auto birth_date = static_cast<Day>(number_of(*born));
    if (!china_time::is_day(birth_date) || birth_date > today_) return;
    if (age_on(birth_date, today_) >= kOfAge) {
      warn("birth_date", "：孩子已满18岁", ": the child is 18 or older");
      return;
    }
    const Bytes* grade = value("grade");
    if (grade == nullptr) return;
    const Day begun = today_ / kYear * kYear + kYearBegins - (today_ % kYear < kYearBegins ? kYear : 0);
    const int age = age_on(birth_date, begun);
    const int of_grade = static_cast<int>(number_of(*grade));
    if (age >= of_grade + kYoungest && age <= of_grade + kOldest) return;
    const std::string years = std::to_string(age);
    const std::string which = std::to_string(of_grade);
    warn("grade", "：学年开始时" + years + "岁，在" + which + "年级少见",
         ": " + years + " years old when the school year began, which is rare in grade " + which);
  }

  // Support ends with the 18th birthday.
  void check_pairing() {
    const Bytes* child = value("child");
    const Bytes* from = value("from");
    if (child == nullptr || from == nullptr || !is_new("child", "from")) return;
    const auto fields = record_.other(Id::from_bytes(read_bytes(*child).value_or("")));
    if (!fields) return;
    const auto born = fields->find(v1::Child::kBirthDateFieldNumber);
    if (born == fields->end()) return;
    const auto birth_date = static_cast<Day>(number_of(born->second));
    if (!china_time::is_day(birth_date) || age_on(birth_date, static_cast<Day>(number_of(*from))) < kOfAge) return;
    warn("from", "：孩子那天已满18岁", ": the child is 18 or older on that day");
  }

  static std::int64_t signed_of(const Bytes& field) { return static_cast<std::int64_t>(number_of(field)); }

  const Written& record_;
  const Day today_;
  std::vector<Warning> found_;
};

}  // namespace

std::vector<Warning> warnings_of(const Written& record, Day today) { return Rules(record, today).all(); }

}  // namespace xinqiao::domain
