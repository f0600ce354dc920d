#include <charconv>
#include <string_view>

#include "names.h"
#include "writers.h"
#include "xinqiao/v1/options.pb.h"

namespace xinqiao::plugin {
namespace pb = google::protobuf;
namespace {

using Type = pb::FieldDescriptor::Type;

std::string type_name(Type type) {
  switch (type) {
    case Type::TYPE_BOOL:
      return "Type::kBool";
    case Type::TYPE_UINT32:
      return "Type::kUint32";
    case Type::TYPE_INT64:
      return "Type::kInt64";
    case Type::TYPE_DOUBLE:
      return "Type::kDouble";
    case Type::TYPE_STRING:
      return "Type::kText";
    case Type::TYPE_BYTES:
      return "Type::kBytes";
    case Type::TYPE_ENUM:
      return "Type::kEnum";
    default:
      return "Type::kMessage";
  }
}

std::string format_name(Type type, v1::Format format) {
  switch (format) {
    case v1::FORMAT_NOTE:
      return "Format::kNote";
    case v1::FORMAT_DAY:
      return "Format::kDay";
    case v1::FORMAT_TIME:
      return "Format::kTime";
    case v1::FORMAT_ID:
      return "Format::kId";
    case v1::FORMAT_PHONE:
      return "Format::kPhone";
    case v1::FORMAT_ID_NUMBER:
      return "Format::kIdNumber";
    case v1::FORMAT_YEAR:
      return "Format::kYear";
    case v1::FORMAT_PERIOD:
      return "Format::kPeriod";
    default:
      return type == Type::TYPE_STRING ? "Format::kText" : "Format::kPlain";
  }
}

std::string label(const v1::Label& label) { return "{" + quoted(label.zh()) + ", " + quoted(label.en()) + "}"; }

std::string flag(bool value) { return value ? "true" : "false"; }

std::string number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  return std::string(text, end);
}

std::string enum_table(const pb::EnumDescriptor* type) {
  std::string out = "constexpr EnumValue k" + type->name() + "Values[] = {\n";
  for (int i = 0; i < type->value_count(); ++i) {
    const pb::EnumValueDescriptor* value = type->value(i);
    if (value->number() == 0) continue;
    out += "    {" + std::to_string(value->number()) + ", " + quoted(value_name(type->name(), value->name())) + ", " +
           label(value->options().GetExtension(v1::value).label()) + "},\n";
  }
  return out + "};\nconstexpr Enum k" + type->name() + " = {" + quoted(type->name()) + ", k" + type->name() +
         "Values};\n\n";
}

std::string field_row(const pb::FieldDescriptor* field) {
  const v1::Field& options = field->options().GetExtension(v1::field);
  const std::string enumeration = field->enum_type() != nullptr ? "&k" + field->enum_type()->name() : "nullptr";
  const std::string message = field->message_type() != nullptr ? "&k" + field->message_type()->name() : "nullptr";
  std::string out = "    {.number = " + std::to_string(field->number()) + ", .name = " + quoted(field->name());
  out += ", .type = " + type_name(field->type()) + ", .repeated = " + flag(field->is_repeated());
  out += ", .format = " + format_name(field->type(), options.format()) + ",\n     .label = " + label(options.label());
  out += ", .ref = " + quoted(options.ref()) + ", .enumeration = " + enumeration + ", .message = " + message;
  out += ",\n     .required = " + flag(options.required()) + ", .danger = " + flag(options.danger());
  out += ", .default_now = " + flag(options.default_now()) + ", .default_self = " + flag(options.default_self());
  out += ",\n     .copy_from = " + quoted(options.copy_from()) + ", .min = " + number(options.min());
  return out + ", .max = " + number(options.max()) + "},\n";
}

std::string message_table(const pb::Descriptor* message) {
  std::string out = "constexpr Field k" + message->name() + "Fields[] = {\n";
  for (const pb::FieldDescriptor* field : fields_by_number(message)) out += field_row(field);
  return out + "};\nconstexpr Message k" + message->name() + " = {" + quoted(message->name()) + ", k" +
         message->name() + "Fields};\n\n";
}

std::string key_table(const pb::Descriptor* kind) {
  const v1::Kind& options = kind->options().GetExtension(v1::kind);
  if (options.natural_key().empty()) return "";
  std::string out = "constexpr std::string_view k" + kind->name() + "Key[] = {";
  for (const std::string& name : options.natural_key()) out += quoted(name) + ", ";
  return out + "};\n";
}

std::string kind_row(const pb::Descriptor* kind) {
  const v1::Kind& options = kind->options().GetExtension(v1::kind);
  const std::string key = options.natural_key().empty() ? "{}" : "k" + kind->name() + "Key";
  return "    {.number = " + std::to_string(options.number()) + ", .name = " + quoted(snake_case(kind->name())) +
         ", .label = " + label(options.label()) + ", .append_only = " + flag(options.append_only()) +
         ",\n     .natural_key = " + key + ", .day = " + quoted(options.day()) +
         ", .title = " + quoted(options.title()) + ", .message = &k" + kind->name() + "},\n";
}

}  // namespace

std::string write_table(const SchemaSet& schema) {
  std::string out = "// Written by protoc-gen-xinqiao from the options of the schema; not to be edited.\n";
  out += "#include \"model/schema.h\"\n\nnamespace xinqiao::schema {\nnamespace {\n\n";
  for (const pb::EnumDescriptor* type : schema.enums) out += enum_table(type);
  for (const pb::Descriptor* message : schema.messages) out += message_table(message);
  for (const pb::Descriptor* kind : schema.kinds) out += key_table(kind);
  out += "constexpr Kind kKinds[] = {\n";
  for (const pb::Descriptor* kind : schema.kinds) out += kind_row(kind);
  out +=
      "};\n\n}  // namespace\n\nstd::span<const Kind> kinds() { return kKinds; }\n\n}  // namespace xinqiao::schema\n";
  return out;
}

}  // namespace xinqiao::plugin
