#include <map>
#include <set>

#include "checks.h"
#include "names.h"
#include "xinqiao/v1/options.pb.h"

namespace xinqiao::plugin {
namespace pb = google::protobuf;
namespace {

bool is_id(const pb::FieldDescriptor* field) {
  return field->type() == pb::FieldDescriptor::TYPE_BYTES && !field->is_repeated() &&
         field->options().GetExtension(v1::field).format() == v1::FORMAT_ID;
}

// Servers send a record of a kind they do not know to those who hold its child: field 1 tells which.
std::string check_scope(const pb::Descriptor* kind, std::uint32_t number) {
  if (number < 1 || number > 2999) {
    return "kind number " + std::to_string(number) +
           " is in no scope: 1-999 belong to a child, 1000-1999 to the directory, 2000-2999 to the office";
  }
  if (number > 999 || number == 1) return "";
  const pb::FieldDescriptor* child = kind->FindFieldByNumber(1);
  if (child != nullptr && child->name() == "child" && is_id(child) &&
      child->options().GetExtension(v1::field).ref() == "child") {
    return "";
  }
  return "a kind of number 1-999 belongs to a child: field 1 must be `optional bytes child` with FORMAT_ID and ref "
         "\"child\"";
}

std::string check_named_fields(const pb::Descriptor* kind, const v1::Kind& options) {
  for (const std::string& name : options.natural_key()) {
    const pb::FieldDescriptor* field = kind->FindFieldByName(name);
    if (field == nullptr) return "natural_key names the unknown field '" + name + "'";
    if (field->is_repeated() || field->message_type() != nullptr || field->type() == pb::FieldDescriptor::TYPE_DOUBLE) {
      return "natural_key names '" + name + "', which is not a single exact value";
    }
  }
  if (!options.day().empty()) {
    const pb::FieldDescriptor* field = kind->FindFieldByName(options.day());
    if (field == nullptr) return "day names the unknown field '" + options.day() + "'";
    const v1::Format format = field->options().GetExtension(v1::field).format();
    if (format != v1::FORMAT_DAY && format != v1::FORMAT_TIME) {
      return "day names '" + options.day() + "', which is neither FORMAT_DAY nor FORMAT_TIME";
    }
  }
  if (!options.title().empty()) {
    const pb::FieldDescriptor* field = kind->FindFieldByName(options.title());
    if (field == nullptr) return "title names the unknown field '" + options.title() + "'";
    if (field->type() != pb::FieldDescriptor::TYPE_STRING || field->is_repeated()) {
      return "title names '" + options.title() + "', which is not one string";
    }
  }
  return "";
}

}  // namespace

std::string check_kinds(const SchemaSet& schema) {
  std::map<std::uint32_t, std::string> numbers;
  std::set<std::string> names;
  for (const pb::Descriptor* kind : schema.kinds) {
    const v1::Kind& options = kind->options().GetExtension(v1::kind);
    const std::string name = kind->name();
    const auto [taken, fresh] = numbers.emplace(options.number(), name);
    if (!fresh) return name + ": kind number " + std::to_string(options.number()) + " is used by " + taken->second;
    if (!names.insert(name).second) return name + ": there are two kinds of this name";
    if (options.label().zh().empty() || options.label().en().empty()) return name + ": label needs both zh and en";
    for (const std::string& breach : {check_scope(kind, options.number()), check_named_fields(kind, options)}) {
      if (!breach.empty()) return std::string(name).append(": ").append(breach);
    }
  }
  return "";
}

}  // namespace xinqiao::plugin
