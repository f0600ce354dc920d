#include <array>
#include <charconv>
#include <span>

#include "auth/codes.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "model/schema.h"
#include "model/validate/validate.h"
#include "service/organisation/organisation.h"
#include "service/organisation/organisation_files.h"
#include "service/organisation/server_writer.h"
#include "service/pull/pull_stream.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kDirectoryPiece = 256;

struct Role {
  std::string_view name;
  v1::PostRole number;
};
constexpr std::array kRoles{
    Role{"office", v1::POST_ROLE_OFFICE},
    Role{"helper", v1::POST_ROLE_HELPER},
    Role{"class_teacher", v1::POST_ROLE_CLASS_TEACHER},
    Role{"school_lead", v1::POST_ROLE_SCHOOL_LEAD},
    Role{"village_lead", v1::POST_ROLE_VILLAGE_LEAD},
    Role{"auditor", v1::POST_ROLE_AUDITOR},
};

Result<v1::PostRole> parse_role(const std::string& text) {
  for (const Role& role : kRoles) {
    if (role.name == text) return role.number;
  }
  return Error{ErrorCode::kInvalid,
               "no such role: use office, helper, class_teacher, school_lead, village_lead or auditor"};
}

// The record of a school or village below the township; two who add the same make the same.
Result<OwnRecord> organisation(const Identity& identity, v1::OrganisationKind kind, const std::string& name) {
  v1::Organisation message;
  message.set_name(name);
  message.set_kind(kind);
  message.set_parent(identity.id.str());
  OwnRecord record{{}, schema::kOrganisationKind, {}};
  XQ_ASSIGN(record.fields, split_fields(message.SerializeAsString()));
  const schema::Kind& organisation_kind = *schema::find_kind(schema::kOrganisationKind);
  if (const Violation fault = check_wire(&organisation_kind, record.fields); fault.what != Violation::What::kNone) {
    return Error{ErrorCode::kInvalid, "a name is too long"};
  }
  XQ_ASSIGN(const auto key, natural_key(organisation_kind, record.fields));
  record.id = Id::derived(identity.natural_key, key);
  return record;
}

// Calls `each` with every shown record of the kind in the directory, as its message.
template <typename Message, typename Each>
Status for_each_in_directory(Transaction& transaction, std::uint32_t kind, const Each& each) {
  RecordStream directory(transaction, {ShelfRange{Bytes(shelf::kDirectory), 0}}, kDirectoryPiece);
  while (true) {
    XQ_ASSIGN(const auto* group, directory.peek());
    if (group == nullptr) return {};
    for (const StoredRecord& row : group->rows) {
      if (row.kind != kind) continue;
      XQ_ASSIGN(const auto state, decode_state(row.state));
      Message shown;
      if (!is_hidden(state) && shown.ParseFromString(join_fields(shown_fields(state)))) each(row.id, shown);
    }
    directory.pop();
  }
}

// The only one of that kind and name, whatever stands above it: one typed in by hand, or imported.
Result<std::optional<Id>> find_organisation(Transaction& transaction, v1::OrganisationKind kind,
                                            const std::string& name) {
  std::vector<Id> found;
  const auto note = [&](const Id& id, const v1::Organisation& shown) {
    if (shown.kind() == kind && shown.name() == name) found.push_back(id);
  };
  XQ_TRY(for_each_in_directory<v1::Organisation>(transaction, schema::kOrganisationKind, note));
  return found.size() == 1 ? std::optional(found.front()) : std::optional<Id>();  // of several nobody can tell which
}

Result<std::vector<Id>> people_named(Transaction& transaction, const std::string& name) {
  std::vector<Id> found;
  const auto note = [&](const Id& id, const v1::Person& shown) {
    if (shown.name() == name) found.push_back(id);
  };
  XQ_TRY(for_each_in_directory<v1::Person>(transaction, schema::kPersonKind, note));
  return found;
}

// Its id; what is to be written when there is none yet goes to `records`.
Result<Id> place(Transaction& transaction, const Identity& identity, v1::OrganisationKind kind, const std::string& name,
                 std::vector<OwnRecord>& records) {
  XQ_ASSIGN(const auto known, find_organisation(transaction, kind, name));
  if (known) return *known;
  XQ_ASSIGN(auto made, organisation(identity, kind, name));
  XQ_TRY(check_values(*schema::find_kind(schema::kOrganisationKind), made.fields));
  const Id id = made.id;
  records.push_back(std::move(made));
  return id;
}

Status set_grade(const std::string& text, v1::Post& post) {
  std::uint32_t grade = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, grade);
  if (error != std::errc() || rest != end || grade > 12) {
    return Error{ErrorCode::kInvalid, "年级写 0（学前班）到 12 / the grade is a number from 0 (preschool) to 12"};
  }
  post.set_grade(grade);
  return {};
}

Result<std::vector<OwnRecord>> records_of(Transaction& transaction, const Identity& identity, const Person& person,
                                          v1::PostRole role, const Id& id) {
  std::vector<OwnRecord> records;
  v1::Person message;
  message.set_name(person.name);
  v1::Post& post = *message.add_posts();
  post.set_role(role);
  if (!person.school.empty()) {
    XQ_ASSIGN(const auto school, place(transaction, identity, v1::ORGANISATION_KIND_SCHOOL, person.school, records));
    post.set_school(school.str());
  }
  if (!person.village.empty()) {
    XQ_ASSIGN(const auto village, place(transaction, identity, v1::ORGANISATION_KIND_VILLAGE, person.village, records));
    post.set_village(village.str());
  }
  if (!person.grade.empty()) XQ_TRY(set_grade(person.grade, post));
  if (!person.class_label.empty()) post.set_class_(person.class_label);
  OwnRecord record{id, schema::kPersonKind, {}};
  XQ_ASSIGN(record.fields, split_fields(message.SerializeAsString()));
  const Violation fault = check_wire(schema::find_kind(schema::kPersonKind), record.fields);
  if (fault.what != Violation::What::kNone) return Error{ErrorCode::kInvalid, "a name is too long"};
  XQ_TRY(check_values(*schema::find_kind(schema::kPersonKind), record.fields));
  records.push_back(std::move(record));
  return records;
}

}  // namespace

Result<Invitation> invite(const std::string& data_folder, const Person& person, Clock& clock, Random& random,
                          const Disk& disk) {
  XQ_ASSIGN(const auto role, parse_role(person.role));
  const bool again = !person.id.empty();
  if (person.name.find_first_not_of(" \t\r\n") == std::string::npos && !again) {
    return Error{ErrorCode::kInvalid,
                 "要写姓名（--name），或已登记人员的编号（--person） / the person needs a name "
                 "(--name), or the id of one who is there already (--person)"};
  }
  for (const std::string* text : {&person.name, &person.school, &person.class_label, &person.village}) {
    if (!is_utf8(*text)) return Error{ErrorCode::kInvalid, "名称不是 UTF-8 编码 / a name is not UTF-8"};
    if (text->find_first_of("\r\n\t") != std::string::npos) {
      return Error{ErrorCode::kInvalid, "名称只能写在一行里 / a name is one line"};
    }
  }
  const std::int64_t now_ms = clock.wall_ms();
  Id id = Id::random(now_ms, random);
  if (again) {
    XQ_ASSIGN(id, Id::parse(person.id));
  }
  XQ_ASSIGN(const auto opened, open_folder(data_folder, disk));
  const EnrollmentCode code = make_code(id, role, now_ms, random);
  Invitation invitation;
  const auto work = [&](Transaction& transaction) -> Status {
    XQ_ASSIGN(const auto identity, transaction.identity());
    if (again) {
      XQ_ASSIGN(const auto known, transaction.records(std::span(&id, 1)));
      bool there = !known.empty() && known.front().kind == schema::kPersonKind;
      if (there) {
        XQ_ASSIGN(const auto state, decode_state(known.front().state));
        there = !is_hidden(state);
      }
      if (!there) {
        return Error{ErrorCode::kNotFound,
                     "没有编号为它的人员，编号见 list person / no person has this id; list person shows "
                     "the ids"};
      }
      return transaction.put_code(code);
    }
    XQ_ASSIGN(invitation.namesakes, people_named(transaction, person.name));
    XQ_ASSIGN(const auto records, records_of(transaction, identity, person, role, id));
    XQ_TRY(append_own(transaction, identity, records, now_ms, random));
    return transaction.put_code(code);
  };
  XQ_TRY(opened.store->write(work));
  invitation.code = write_code(code, opened.facts, opened.organisation);
  return invitation;
}

}  // namespace xinqiao::server
