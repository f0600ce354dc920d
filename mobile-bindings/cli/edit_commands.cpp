#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <set>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/naming/references.h"
#include "model/text_codec.h"

namespace xinqiao::cli {
namespace {

text::Assignment split(const std::string& argument) {
  const std::size_t at = argument.find('=');
  if (at == std::string::npos || at == 0) {
    throw wrong_usage(fmt::format("'{}' 要写成 字段=值 / '{}' must be written as field=value", argument, argument));
  }
  return {argument.substr(0, at), argument.substr(at + 1)};
}

// "posts.0.school" -> "school"
std::string_view last_name(std::string_view path) { return path.substr(path.rfind('.') + 1); }

// Whether the schema has every name of the path; places in a list are numbers.
bool has_path(const schema::Message* message, std::string_view path) {
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (name.find_first_not_of("0123456789") == std::string_view::npos) continue;
    const schema::Field* field = message == nullptr ? nullptr : message->find(name);
    if (field == nullptr) return false;
    message = field->message;
  }
  return true;
}

// The fields the assignments touch, over `current`; organisations they name for the first time go into `save`.
// One at a time, because what may be created for a name depends on the field.
Fields parse(const schema::Kind& kind, const std::vector<std::string>& arguments, const Fields& current,
             References& references, v1::ApiSave& save) {
  Fields merged = current;
  Fields touched;
  std::set<std::string> paths;
  for (const std::string& argument : arguments) {
    const text::Assignment assignment = split(argument);
    if (!paths.insert(assignment.path).second) {
      throw wrong_usage(fmt::format("{} 写了两次 / {} is given twice", assignment.path, assignment.path));
    }
    const bool known = has_path(kind.message, assignment.path);
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

struct Opened {
  v1::ApiDraft draft;
  Record record;
};

Opened open_draft(Core& core, const std::string& id) {
  v1::ApiRequest request;
  request.mutable_open_draft()->set_id(id_argument(id).str());
  Opened opened;
  opened.draft = core.call(request).draft();
  opened.record = read_record(opened.draft.record());
  return opened;
}

const schema::Kind& kind_of(const Record& record) {
  if (record.kind != nullptr) return *record.kind;
  throw Failure(
      "invalid",
      "这条记录的类型比本程序新，请升级后再改 / This record is of a kind newer than this program: upgrade to edit it");
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

}  // namespace

void add(Core& core, const std::string& kind_name, const std::vector<std::string>& assignments) {
  const schema::Kind& kind = kind_argument(kind_name);
  References references(core);
  v1::ApiSave save;
  Fields fields = parse(kind, assignments, {}, references, save);
  require_child(core, kind, fields);
  if (kind.number == schema::kOrganisationKind) {
    const schema::Field& parent = *kind.message->find("parent");
    if (!fields.contains(parent.number)) {
      write_bytes(fields[parent.number], parent.number, references.organisations().home().bytes());
    }
  }
  auto& edit = *save.add_edits();
  edit.set_kind(kind_name);
  edit.set_create(true);
  edit.set_set(join_fields(fields));
  const v1::ApiSaved saved = core.save(std::move(save));
  fmt::print("{}\n", Id::from_bytes(saved.ids(saved.ids_size() - 1)).uuid());
}

void set(Core& core, const std::string& id, const std::vector<std::string>& assignments) {
  const Opened opened = open_draft(core, id);
  References references(core);
  v1::ApiSave save;
  const Fields fields = parse(kind_of(opened.record), assignments, opened.record.fields, references, save);
  auto& edit = *save.add_edits();
  edit.set_draft(opened.draft.draft());
  edit.set_set(join_fields(fields));
  core.save(std::move(save));
}

void unset(Core& core, const std::string& id, const std::vector<std::string>& fields) {
  const Opened opened = open_draft(core, id);
  const schema::Kind& kind = kind_of(opened.record);
  v1::ApiSave save;
  auto& edit = *save.add_edits();
  edit.set_draft(opened.draft.draft());
  for (const std::string& name : fields) {
    if (name == "deleted") {  // group 0: brings the record back
      edit.add_cleared(0);
      continue;
    }
    const schema::Field* field = kind.message->find(name);
    if (field == nullptr) {
      throw wrong_usage(fmt::format(
          "{}没有 '{}' 这个字段（只能清除整个字段） / {} has no field '{}' (only whole fields can be unset)",
          kind.label.zh, name, kind.name, name));
    }
    edit.add_cleared(field->number);
  }
  core.save(std::move(save));
}

void remove(Core& core, const std::string& id) {
  const Opened opened = open_draft(core, id);
  v1::ApiSave save;
  auto& edit = *save.add_edits();
  edit.set_draft(opened.draft.draft());
  edit.set_deletes(true);
  core.save(std::move(save));
}

}  // namespace xinqiao::cli
