#include <set>

#include "checks.h"
#include "names.h"
#include "xinqiao/v1/options.pb.h"

namespace xinqiao::plugin {
namespace pb = google::protobuf;
namespace {

using Type = pb::FieldDescriptor::Type;

bool is_number(Type type) { return type == Type::TYPE_UINT32 || type == Type::TYPE_INT64 || type == Type::TYPE_DOUBLE; }

bool is_text_or_message(Type type) {
  return type == Type::TYPE_STRING || type == Type::TYPE_BYTES || type == Type::TYPE_MESSAGE;
}

// The core reads these types and no others.
std::string check_type(const pb::FieldDescriptor* field) {
  const Type type = field->type();
  if (!is_number(type) && !is_text_or_message(type) && type != Type::TYPE_BOOL && type != Type::TYPE_ENUM) {
    return std::string("type ") + field->type_name() +
           " is not one of bool uint32 int64 double string bytes enum message";
  }
  if (field->is_map()) return "maps are not supported: write a repeated message";
  if (field->real_containing_oneof() != nullptr) return "oneof is not supported: fields of it would merge apart";
  if (field->is_repeated() && !is_text_or_message(type)) {
    return "only text, ids and messages may be repeated: write a repeated message";
  }
  if (!field->is_repeated() && !field->has_presence()) return "has no presence: write `optional`";
  if (field->number() > kFieldNumberMax)
    return "field numbers above " + std::to_string(kFieldNumberMax) + " are reserved";
  return "";
}

std::string check_format(Type type, v1::Format format) {
  const char* wanted = nullptr;
  switch (format) {
    case v1::FORMAT_TEXT:
    case v1::FORMAT_NOTE:
    case v1::FORMAT_PHONE:
    case v1::FORMAT_ID_NUMBER:
    case v1::FORMAT_PERIOD:
      wanted = type == Type::TYPE_STRING ? nullptr : "string";
      break;
    case v1::FORMAT_DAY:
    case v1::FORMAT_YEAR:
      wanted = type == Type::TYPE_UINT32 ? nullptr : "uint32";
      break;
    case v1::FORMAT_TIME:
      wanted = type == Type::TYPE_INT64 ? nullptr : "int64";
      break;
    case v1::FORMAT_ID:
      wanted = type == Type::TYPE_BYTES ? nullptr : "bytes";
      break;
    default:
      break;
  }
  return wanted == nullptr ? "" : v1::Format_Name(format) + " wants the type " + wanted;
}

std::string check_meaning(const SchemaSet& schema, const pb::FieldDescriptor* field, const v1::Field& options) {
  const bool id = options.format() == v1::FORMAT_ID;
  const bool when = options.format() == v1::FORMAT_DAY || options.format() == v1::FORMAT_TIME;
  if (!options.ref().empty() && !id) return "ref needs FORMAT_ID";
  if (!options.ref().empty() && schema.find_kind(options.ref()) == nullptr) {
    return "ref names the unknown kind '" + options.ref() + "'";
  }
  if (options.danger() && field->type() != Type::TYPE_ENUM)
    return "danger needs an enum, whose values rise with gravity";
  if ((options.min() != 0 || options.max() != 0) && !is_number(field->type())) return "min and max need a number";
  if (options.min() > options.max()) return "min is above max";
  if (options.default_now() && !when) return "default_now needs FORMAT_DAY or FORMAT_TIME";
  if (options.default_self() && options.ref() != "person") return "default_self needs ref \"person\"";
  if (!options.copy_from().empty()) {
    const pb::FieldDescriptor* source = field->containing_type()->FindFieldByName(options.copy_from());
    if (source == nullptr) return "copy_from names the unknown field '" + options.copy_from() + "'";
    if (source->options().GetExtension(v1::field).ref().empty()) {
      return "copy_from names '" + options.copy_from() + "', which points to no record";
    }
  }
  return "";
}

std::string check_field(const SchemaSet& schema, const pb::FieldDescriptor* field) {
  const v1::Field& options = field->options().GetExtension(v1::field);
  if (options.label().zh().empty() || options.label().en().empty()) return "label needs both zh and en";
  for (const std::string& breach :
       {check_type(field), check_format(field->type(), options.format()), check_meaning(schema, field, options)}) {
    if (!breach.empty()) return breach;
  }
  return "";
}

std::string check_enum(const pb::EnumDescriptor* type) {
  const auto at = [&](const pb::EnumValueDescriptor* value) { return type->name() + "." + value->name() + ": "; };
  std::set<std::string> labels;
  for (int i = 0; i < type->value_count(); ++i) {
    const pb::EnumValueDescriptor* value = type->value(i);
    const std::string name = value_name(type->name(), value->name());
    if (name.empty()) return at(value) + "must begin with the enum's name";
    if ((value->number() == 0) != (name == "unspecified")) return at(value) + "value 0, and only it, is _UNSPECIFIED";
    if (value->number() < 0) return at(value) + "must not be negative";
    if (value->number() == 0) continue;
    const v1::Label& label = value->options().GetExtension(v1::value).label();
    if (label.zh().empty() || label.en().empty()) return at(value) + "label needs both zh and en";
    if (!labels.insert(label.zh()).second) return at(value) + "another value has the label " + label.zh();
  }
  return "";
}

// Parts and enums may be nested in protobuf; in the table their names stand side by side.
std::string check_names(const SchemaSet& schema) {
  std::set<std::string> names;
  const auto taken = [&](const std::string& name) { return !names.insert(name).second; };
  for (const pb::Descriptor* message : schema.messages) {
    if (taken(message->name())) return message->name() + ": another message or enum has this name";
  }
  for (const pb::EnumDescriptor* type : schema.enums) {
    if (taken(type->name())) return type->name() + ": another message or enum has this name";
  }
  return "";
}

}  // namespace

std::string check_fields(const SchemaSet& schema) {
  if (const std::string breach = check_names(schema); !breach.empty()) return breach;
  for (const pb::Descriptor* message : schema.messages) {
    if (message->field_count() == 0) return message->name() + ": has no field";
    for (const pb::FieldDescriptor* field : fields_by_number(message)) {
      const std::string breach = check_field(schema, field);
      if (!breach.empty()) return message->name() + "." + field->name() + ": " + breach;
    }
  }
  for (const pb::EnumDescriptor* type : schema.enums) {
    const std::string breach = check_enum(type);
    if (!breach.empty()) return breach;
  }
  return "";
}

}  // namespace xinqiao::plugin
