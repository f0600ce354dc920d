#include "cli/edit/assignments.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <set>

#include "cli/failure.h"

namespace xinqiao::cli {

const schema::Field* field_at(const schema::Kind& kind, std::string_view path) {
  const schema::Message* message = kind.message;
  const schema::Field* field = nullptr;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (name.find_first_not_of("0123456789") == std::string_view::npos) continue;  // a place in a list
    field = message == nullptr ? nullptr : message->find(name);
    if (field == nullptr) return nullptr;
    message = field->message;
  }
  return field;
}

namespace {

std::string spelled_out(const schema::Kind& kind, std::string path) {
  if (field_at(kind, path) != nullptr) return path;
  for (std::size_t at = path.find('_'); at != std::string::npos; at = path.find('_', at + 1)) {
    std::string dotted = path;
    dotted[at] = '.';
    if (field_at(kind, dotted) != nullptr) return dotted;
  }
  return path;
}

// "posts.0.school" -> "school"
std::string_view last_name(std::string_view path) { return path.substr(path.rfind('.') + 1); }

}  // namespace

text::Assignment split_assignment(const schema::Kind& kind, const std::string& argument) {
  const std::size_t at = argument.find('=');
  if (at == std::string::npos || at == 0) {
    throw wrong_usage(fmt::format("'{}' 要写成 字段=值 / '{}' must be written as field=value", argument, argument));
  }
  return {spelled_out(kind, argument.substr(0, at)), argument.substr(at + 1)};
}

// One at a time, because what may be created for a name depends on the field.
Fields parse_assignments(const schema::Kind& kind, const std::vector<std::string>& arguments, const Fields& current,
                         References& references, v1::ApiSave& save) {
  Fields merged = current;
  Fields touched;
  std::set<std::string> paths;
  for (const std::string& argument : arguments) {
    const text::Assignment assignment = split_assignment(kind, argument);
    if (!paths.insert(assignment.path).second) {
      throw wrong_usage(fmt::format("{} 写了两次 / {} is given twice", assignment.path, assignment.path));
    }
    const bool known = field_at(kind, assignment.path) != nullptr;
    std::exception_ptr failure;  // the core is built without exceptions: none may cross it
    const text::Resolver resolve = [&](std::string_view ref, std::string_view name) -> Result<Id> {
      try {
        return references.resolve(last_name(assignment.path), ref, name, save);
      } catch (...) {
        failure = std::current_exception();
        return Error{ErrorCode::kInvalid, ""};
      }
    };
    auto result = text::parse(*kind.message, {assignment}, merged, resolve);
    if (failure) std::rethrow_exception(failure);
    const Fields parsed = must(std::move(result), known ? kCouldNot : kWrongUsage);
    for (const auto& [number, bytes] : parsed) merged[number] = touched[number] = bytes;
  }
  return touched;
}

void require_child(Core& core, const schema::Kind& kind, const Fields& fields) {
  const auto value = fields.find(schema::child_field(kind.number));
  if (kind.number == schema::kChildKind || value == fields.end()) return;
  const Id child = Id::from_bytes(read_bytes(value->second).value_or(""));
  if (core.find(child)) return;
  throw Failure("not_found",
                fmt::format("child：这台设备上没有这个儿童 {} / child: this device does not hold the child {}",
                            child.uuid(), child.uuid()));
}

void place_organisation(const schema::Kind& kind, References& references, Fields& fields) {
  if (kind.number != schema::kOrganisationKind) return;
  const schema::Field& parent = *kind.message->find("parent");
  if (fields.contains(parent.number)) return;
  write_bytes(fields[parent.number], parent.number, references.organisations().home().bytes());
}

}  // namespace xinqiao::cli
