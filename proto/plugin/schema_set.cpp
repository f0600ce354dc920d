#include "schema_set.h"

#include <algorithm>
#include <set>

#include "names.h"
#include "xinqiao/v1/options.pb.h"

namespace xinqiao::plugin {
namespace pb = google::protobuf;
namespace {

constexpr const char* kOptionsFile = "xinqiao/v1/options.proto";

class Collector {
 public:
  explicit Collector(SchemaSet& out) : out_(out) {}

  bool add(const pb::Descriptor* message, std::string& error) {
    if (done_.contains(message)) return true;
    if (!open_.insert(message).second) {
      error = message->name() + ": a message may not contain itself";
      return false;
    }
    for (const pb::FieldDescriptor* field : fields_by_number(message)) {
      if (field->is_map()) continue;  // refused later, by its own name
      if (field->message_type() != nullptr && !add(field->message_type(), error)) return false;
      if (field->enum_type() != nullptr && enums_.insert(field->enum_type()).second) {
        out_.enums.push_back(field->enum_type());
      }
    }
    done_.insert(message);
    out_.messages.push_back(message);
    return true;
  }
  bool knows(const pb::Descriptor* message) const { return done_.contains(message); }

 private:
  SchemaSet& out_;
  std::set<const pb::Descriptor*> open_;
  std::set<const pb::Descriptor*> done_;
  std::set<const pb::EnumDescriptor*> enums_;
};

bool is_schema_file(const pb::FileDescriptor* file) {
  for (int i = 0; i < file->dependency_count(); ++i) {
    if (file->dependency(i)->name() == kOptionsFile) return true;
  }
  return false;
}

}  // namespace

bool is_kind(const pb::Descriptor* message) { return message->options().HasExtension(v1::kind); }

std::vector<const pb::FieldDescriptor*> fields_by_number(const pb::Descriptor* message) {
  std::vector<const pb::FieldDescriptor*> fields;
  fields.reserve(static_cast<std::size_t>(message->field_count()));
  for (int i = 0; i < message->field_count(); ++i) fields.push_back(message->field(i));
  std::ranges::sort(fields, {}, &pb::FieldDescriptor::number);
  return fields;
}

const pb::Descriptor* SchemaSet::find_kind(const std::string& snake_name) const {
  const auto it = std::ranges::find_if(kinds, [&](const auto* kind) { return snake_case(kind->name()) == snake_name; });
  return it == kinds.end() ? nullptr : *it;
}

bool collect(const std::vector<const pb::FileDescriptor*>& files, SchemaSet& out, std::string& error) {
  std::vector<const pb::Descriptor*> all;
  for (const pb::FileDescriptor* file : files) {
    if (!is_schema_file(file)) continue;
    for (int i = 0; i < file->message_type_count(); ++i) all.push_back(file->message_type(i));
  }
  std::ranges::copy_if(all, std::back_inserter(out.kinds), is_kind);
  std::ranges::sort(out.kinds, {}, [](const auto* kind) { return kind->options().GetExtension(v1::kind).number(); });

  Collector collector(out);
  for (const pb::Descriptor* kind : out.kinds) {
    if (!collector.add(kind, error)) return false;
  }
  for (const pb::Descriptor* message : all) {
    if (collector.knows(message)) continue;
    error = message->name() + ": neither a kind nor part of one; give it `option (kind)` or use it in a kind";
    return false;
  }
  return true;
}

}  // namespace xinqiao::plugin
