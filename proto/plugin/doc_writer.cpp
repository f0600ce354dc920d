#include <charconv>

#include "names.h"
#include "writers.h"
#include "xinqiao/v1/options.pb.h"

namespace xinqiao::plugin {
namespace pb = google::protobuf;
namespace {

using Type = pb::FieldDescriptor::Type;

constexpr const char* kIntro = R"(# The data model

For whoever reads or writes records: on the command line, in an import, in a form, in a report. The words are explained in
[glossary.md](glossary.md).

*Written by the target `data_model_doc` from the options in `proto/xinqiao/v1/*.proto`. Do not edit it: edit the schema.*

## How to read it
- A **record** is one thing that can be edited apart. It has an id (a UUID), a kind and the fields of its kind.
- A **field** of a record is the unit of merging: two people who change different fields of one record offline both keep
  their work. What makes sense only together is one field with parts (`location` has `lat` and `lon`). A repeated field is
  replaced whole.
- The kind's **number** says who holds its records, also to programs older than the kind: 1-999 belong to one child and go
  to those who care for it (field 1 is that child), 1000-1999 are the directory that everybody needs to name things,
  2000-2999 are for the offices.
- Every field may be absent. Fields, values and kinds that a program does not know yet are kept and passed on unchanged.

How values are written, on the command line and in JSON:

| type | written | example |
|---|---|---|
| text | one line, at most 8 KiB in UTF-8 | `class=三年级二班` |
| note | the same, line breaks allowed | `mind=比上次开朗` |
| phone | digits, spaces, `+`, `-`, brackets; 3 to 20 of them | `phone=138 0000 0000` |
| ID number | 18 characters with the check digit of GB 11643 | |
| number | digits | `mood=4` |
| yes/no | `true` or `false`, also 是 or 否 | `low_income=true` |
| day | year-month-day | `birth_date=2018-09-16` |
| year | four digits | `birth_year=1986` |
| period | two days, or one | `holidays=2026-10-01..2026-10-07` |
| time | RFC 3339; without an offset China Standard Time | `started=2026-10-12T08:00` |
| *kind* | a UUID, on the command line also a name | `school=中心小学` |
| one of | a value's name or its Chinese label | `result=needs_attention`, `result=需要关注` |
| parts | by dots, or by `_`; alone the first part is meant | `location.lat=28.1`, `sanction_number=12`, `status=graduated` |
| list of parts | by position, counted from 0 | `posts.0.role=helper` |
| list | commas between; `\,` for a comma inside a value | `needs=棉衣,课外书` |

Notes of a field: *required* when a record is created; *danger*: of a clash the gravest value stands until somebody who has
seen it lowers it; *now* and *self*: filled with the time, or with the device's person, when left out.
)";

std::string number(double value) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), value).ptr);
}

std::string link(const std::string& text, const std::string& heading) { return "[" + text + "](#" + heading + ")"; }

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The comment above a declaration, as one paragraph.
template <typename Descriptor>
std::string comment(const Descriptor* descriptor) {
  pb::SourceLocation location;
  std::string out;
  if (!descriptor->GetSourceLocation(&location)) return out;
  for (const char c : location.leading_comments) {
    if (c == '\n') {
      out += out.empty() || out.back() == ' ' ? "" : " ";
    } else if (c != ' ' || (!out.empty() && out.back() != ' ')) {
      out.push_back(c);
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string plain_type(const pb::FieldDescriptor* field, const v1::Field& options) {
  switch (options.format()) {
    case v1::FORMAT_NOTE:
      return "note";
    case v1::FORMAT_DAY:
      return "day";
    case v1::FORMAT_TIME:
      return "time";
    case v1::FORMAT_PHONE:
      return "phone";
    case v1::FORMAT_ID_NUMBER:
      return "ID number";
    case v1::FORMAT_YEAR:
      return "year";
    case v1::FORMAT_PERIOD:
      return "period";
    case v1::FORMAT_ID:
      return options.ref().empty() ? "id" : link(options.ref(), options.ref());
    default:
      break;
  }
  switch (field->type()) {
    case Type::TYPE_BOOL:
      return "yes/no";
    case Type::TYPE_STRING:
      return "text";
    case Type::TYPE_BYTES:
      return "bytes";
    case Type::TYPE_ENUM:
      return "one of " + link(field->enum_type()->name(), lower(field->enum_type()->name()));
    case Type::TYPE_MESSAGE:
      return "parts of " + link(field->message_type()->name(), lower(field->message_type()->name()));
    default:
      return "number";
  }
}

std::string notes(const pb::FieldDescriptor* field, const v1::Field& options) {
  std::string out;
  const auto add = [&](const std::string& note) { out += (out.empty() ? "" : "; ") + note; };
  if (options.required()) add("required");
  if (options.danger()) add("danger");
  if (options.default_now()) add("now");
  if (options.default_self()) add("self");
  if (!options.copy_from().empty()) add("taken from the record that `" + options.copy_from() + "` names");
  if (options.max() > options.min()) add(number(options.min()) + " to " + number(options.max()));
  const std::string remark = comment(field);
  if (!remark.empty()) add(remark);
  return out;
}

std::string field_table(const pb::Descriptor* message) {
  std::string out = "\n| number | field | type | 中文 | English | notes |\n|---|---|---|---|---|---|\n";
  for (const pb::FieldDescriptor* field : fields_by_number(message)) {
    const v1::Field& options = field->options().GetExtension(v1::field);
    out += "| " + std::to_string(field->number()) + " | `" + field->name() + "` | " +
           (field->is_repeated() ? "list of " : "") + plain_type(field, options) + " | " + options.label().zh() +
           " | " + options.label().en() + " | " + notes(field, options) + " |\n";
  }
  return out;
}

std::string scope(std::uint32_t kind) { return kind < 1000 ? "child" : kind < 2000 ? "directory" : "office"; }

std::string kind_section(const pb::Descriptor* kind) {
  const v1::Kind& options = kind->options().GetExtension(v1::kind);
  std::string out = "\n## " + snake_case(kind->name()) + "\n" + options.label().zh() + ", number " +
                    std::to_string(options.number()) + ", held by " + scope(options.number()) + " scope.";
  const std::string remark = comment(kind);
  if (!remark.empty()) out += " " + remark;
  if (options.append_only()) out += " Added, never edited or deleted.";
  if (!options.natural_key().empty()) {
    std::string key;
    for (const std::string& name : options.natural_key()) key += (key.empty() ? "`" : ", `") + name + "`";
    out += " Its id comes from " + key + ".";
  }
  if (!options.title().empty()) out += " Lists name it by `" + options.title() + "`.";
  if (!options.day().empty()) out += " Lists sort it by `" + options.day() + "`, which storage keeps in clear.";
  return out + "\n" + field_table(kind);
}

std::string enum_section(const pb::EnumDescriptor* type) {
  std::string out = "\n### " + type->name() + "\n";
  const std::string remark = comment(type);
  if (!remark.empty()) out += remark + "\n";
  out += "\n| number | value | 中文 | English |\n|---|---|---|---|\n";
  for (int i = 0; i < type->value_count(); ++i) {
    const pb::EnumValueDescriptor* value = type->value(i);
    if (value->number() == 0) continue;
    const v1::Label& label = value->options().GetExtension(v1::value).label();
    out += "| " + std::to_string(value->number()) + " | `" + value_name(type->name(), value->name()) + "` | " +
           label.zh() + " | " + label.en() + " |\n";
  }
  return out;
}

}  // namespace

std::string write_doc(const SchemaSet& schema) {
  std::string out = kIntro;
  out += "\n## The kinds\n\n| number | kind | 中文 | scope | file |\n|---|---|---|---|---|\n";
  for (const pb::Descriptor* kind : schema.kinds) {
    const v1::Kind& options = kind->options().GetExtension(v1::kind);
    const std::string name = snake_case(kind->name());
    out += "| " + std::to_string(options.number()) + " | " + link(name, name) + " | " + options.label().zh() + " | " +
           scope(options.number()) + " | `proto/" + kind->file()->name() + "` |\n";
  }
  for (const pb::Descriptor* kind : schema.kinds) out += kind_section(kind);
  out += "\n## Parts\n";
  for (const pb::Descriptor* message : schema.messages) {
    if (is_kind(message)) continue;
    out += "\n### " + message->name() + "\n" + comment(message) + "\n" + field_table(message);
  }
  out += "\n## Values\nIn every one of them 0 means unspecified and is never shown.\n";
  for (const pb::EnumDescriptor* type : schema.enums) out += enum_section(type);
  return out;
}

}  // namespace xinqiao::plugin
