#include <charconv>

#include "model/text/encode.h"
#include "model/validate/problem.h"

namespace xinqiao::text {
namespace {

// One assignment on its way down into a message.
struct Step {
  const Assignment& assignment;
  std::string_view rest;  // of the path, still to be followed
  const Resolver& resolve;
};

std::string_view take_name(std::string_view& path) {
  const std::size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  return name;
}

Error unknown_field(const schema::Message& message, std::string_view path, std::string_view name) {
  const std::string guess(nearest(name, message));
  std::string zh = "没有这个字段";
  std::string en = "no such field";
  if (!guess.empty()) {
    zh += "，是不是 " + guess;
    en += ", did you mean " + guess + "?";
  }
  return Error{ErrorCode::kInvalid, std::string(path) + ": " + zh + " / " + std::string(path) + ": " + en};
}

Status assign(const schema::Message& message, Fields& fields, Step step);

Status assign_inside(const schema::Field& field, Bytes& part, Step step) {
  auto fields = split_fields(part);
  if (!fields.ok()) return field_error(field, step.assignment.path, {"现有内容损坏", "what stands there is damaged"});
  XQ_TRY(assign(*field.message, *fields, step));
  part = join_fields(*fields);
  return {};
}

Status assign_part(const schema::Field& field, Bytes& bytes, Step step) {
  Bytes part = read_bytes(bytes).value_or("");
  if (step.rest.empty()) step.rest = field.message->fields.front().name;  // the short form
  XQ_TRY(assign_inside(field, part, step));
  bytes.clear();
  write_bytes(bytes, field.number, part);
  return {};
}

Status assign_listed_part(const schema::Field& field, Bytes& bytes, Step step) {
  std::vector<Bytes> parts = read_each(bytes).value_or(std::vector<Bytes>());
  const std::string_view position = take_name(step.rest);
  std::size_t index = 0;
  const auto [end, fault] = std::from_chars(position.data(), position.data() + position.size(), index);
  if (position.empty() || fault != std::errc() || end != position.data() + position.size() || index > parts.size()) {
    const std::string wanted = std::string(field.name) + ".0." + std::string(field.message->fields.front().name);
    const std::string last = std::to_string(parts.size());
    return field_error(field, step.assignment.path,
                       {"请写出第几个，如 " + wanted + "；最多到 " + last,
                        "name the position, as in " + wanted + "; it may be up to " + last});
  }
  if (index == parts.size()) parts.emplace_back();
  if (step.rest.empty()) step.rest = field.message->fields.front().name;
  XQ_TRY(assign_inside(field, parts[index], step));
  bytes.clear();
  for (const Bytes& part : parts) write_bytes(bytes, field.number, part);
  return {};
}

Status assign_list(const schema::Field& field, Bytes& bytes, const Step& step) {
  bytes.clear();
  for (const std::string& value : split_list(step.assignment.value)) {
    XQ_ASSIGN(const Bytes one, encode(field, step.assignment.path, value, step.resolve));
    bytes += one;
  }
  if (bytes.empty())
    return field_error(field, step.assignment.path, {"为空；要清除请用 unset", "is empty: use unset to clear it"});
  return {};
}

Status assign(const schema::Message& message, Fields& fields, Step step) {
  const std::string_view name = take_name(step.rest);
  const schema::Field* field = message.find(name);
  if (field == nullptr) return unknown_field(message, step.assignment.path, name);
  Bytes& bytes = fields[field->number];
  if (field->message != nullptr) {
    return field->repeated ? assign_listed_part(*field, bytes, step) : assign_part(*field, bytes, step);
  }
  if (!step.rest.empty()) return field_error(*field, step.assignment.path, {"没有下级字段", "has no parts"});
  if (field->repeated) return assign_list(*field, bytes, step);
  XQ_ASSIGN(bytes, encode(*field, step.assignment.path, step.assignment.value, step.resolve));
  return {};
}

}  // namespace

Result<Fields> parse(const schema::Message& message, const std::vector<Assignment>& assignments, const Fields& current,
                     const Resolver& resolve) {
  Fields touched;
  for (const Assignment& assignment : assignments) {
    std::string_view rest = assignment.path;
    const schema::Field* field = message.find(take_name(rest));
    if (field != nullptr && !touched.contains(field->number)) {
      const auto it = current.find(field->number);
      if (it != current.end()) touched[field->number] = it->second;
    }
    XQ_TRY(assign(message, touched, {assignment, assignment.path, resolve}));
  }
  return touched;
}

}  // namespace xinqiao::text
