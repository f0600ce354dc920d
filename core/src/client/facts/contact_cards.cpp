#include "client/facts/contact_cards.h"

#include "domain/report/naming.h"
#include "domain/support.h"
#include "model/schema.h"
#include "model/text_codec.h"
#include "xinqiao/v1/child.pb.h"

namespace xinqiao {
namespace {

constexpr std::uint32_t kContactsAtOnce = 100;

template <typename Message>
Message read(const Shown& record) {
  Message message;
  if (!message.ParseFromString(join_fields(record.fields))) message.Clear();
  return message;
}

void append(std::string& line, std::string_view what) {
  if (what.empty()) return;
  if (!line.empty()) line += "　";
  line += what;
}

std::string class_of(const v1::Child& child) {
  std::string out;
  if (child.has_grade()) out = child.grade() == 0 ? "学前班" : std::to_string(child.grade()) + "年级";
  return out + child.class_();
}

// "韦小燕　女　2015-03-01　中心小学　3年级二班　大湾村　三组5号"
std::string heading_of(const v1::Child& child, const domain::Naming& names) {
  std::string line = child.name();
  append(line, domain::shown(domain::word("child", "sex", static_cast<std::uint32_t>(child.sex()))));
  if (child.birth_date() != 0) append(line, china_time::format_day(child.birth_date()));
  append(line, domain::shown(names.organisation(Id::from_bytes(child.school()))));
  append(line, class_of(child));
  append(line, domain::shown(names.organisation(Id::from_bytes(child.village()))));
  append(line, child.home_address());
  append(line, domain::shown(domain::word("child", "living_arrangement",
                                          static_cast<std::uint32_t>(child.living_arrangement()))));
  append(line, child.lives_with());
  return line;
}

std::string phones_of(const v1::Contact& contact) {
  std::string out;
  for (const auto* phone : {&contact.phone(), &contact.phone_2(), &contact.phone_3()}) {
    if (phone->empty()) continue;
    out += (out.empty() ? "" : "，") + *phone;
  }
  return out;
}

std::vector<domain::Cell> row_of(const v1::Contact& contact, china_time::Day day) {
  const std::uint32_t year = day / 10'000;
  const bool has_age = contact.birth_year() != 0 && contact.birth_year() <= year;
  const std::string relation =
      domain::shown(domain::word("contact", "relation", static_cast<std::uint32_t>(contact.relation())));
  return {contact.kinship().empty() ? relation : relation + "（" + contact.kinship() + "）",
          contact.name(),
          has_age ? domain::Cell(std::int64_t{year - contact.birth_year()}) : domain::Cell(),
          phones_of(contact),
          contact.occupation(),
          contact.home_address(),
          contact.workplace(),
          contact.workplace_address(),
          contact.workplace_phone(),
          contact.health()};
}

std::vector<domain::Column> columns() {
  return {{"relation", {"关系", "relation"}},
          {"name", {"姓名", "name"}},
          {"age", {"年龄", "age"}},
          {"phones", {"电话", "telephones"}},
          {"occupation", {"职业", "occupation"}},
          {"home_address", {"住址", "home address"}},
          {"workplace", {"工作单位", "workplace"}},
          {"workplace_address", {"单位地址", "workplace address"}},
          {"workplace_phone", {"单位电话", "workplace telephone"}},
          {"health", {"健康状况", "health"}}};
}

}  // namespace

Result<std::vector<domain::Section>> contact_cards(const Client& client, const domain::Township& township,
                                                   const domain::Asked& asked) {
  const domain::Naming names(township);
  std::vector<domain::Section> out;
  for (const domain::Child& child : township.children) {
    const bool is_asked = asked.child.is_nil() ? domain::is_supported(child, asked.day) : child.id == asked.child;
    if (!is_asked) continue;
    XQ_ASSIGN(const Shown record, client.get(child.id));
    domain::Section card{.key = child.id.uuid(), .label = {"联系卡", "contact card"}, .columns = columns()};
    card.heading = heading_of(read<v1::Child>(record), names);
    XQ_ASSIGN(const auto contacts, client.list(schema::kContactKind, child.id, {}, kContactsAtOnce));
    for (const Shown& contact : contacts.records) card.rows.push_back(row_of(read<v1::Contact>(contact), asked.day));
    out.push_back(std::move(card));
  }
  return out;
}

}  // namespace xinqiao
