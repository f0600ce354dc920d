#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace xinqiao::plugin {

// What belongs to the schema: the kinds, and all messages and enums reachable from them.
struct SchemaSet {
  std::vector<const google::protobuf::Descriptor*> kinds;     // by number
  std::vector<const google::protobuf::Descriptor*> messages;  // a part stands before the whole
  std::vector<const google::protobuf::EnumDescriptor*> enums;

  const google::protobuf::Descriptor* find_kind(const std::string& snake_name) const;
};

// False with a message for people when a message contains itself, or when one stands in a file of
// the schema without being a kind or part of one.
bool collect(const std::vector<const google::protobuf::FileDescriptor*>& files, SchemaSet& out, std::string& error);

std::vector<const google::protobuf::FieldDescriptor*> fields_by_number(const google::protobuf::Descriptor* message);
bool is_kind(const google::protobuf::Descriptor* message);

}  // namespace xinqiao::plugin
