#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/edit/assignments.h"
#include "cli/edit/form.h"
#include "cli/failure.h"

namespace xinqiao::cli {
namespace {

v1::ApiEdit edit_of(const std::string& id, const Form& form) {
  v1::ApiEdit edit;
  edit.set_id(id_argument(id).str());
  edit.set_draft(form.draft.draft());
  return edit;
}

}  // namespace

void add(Core& core, const std::string& kind_name, const std::vector<std::string>& assignments) {
  const schema::Kind& kind = kind_argument(kind_name);
  References references(core);
  v1::ApiSave save;
  Fields fields = parse_assignments(kind, assignments, {}, references, save);
  require_child(core, kind, fields);
  place_organisation(kind, references, fields);
  auto& edit = *save.add_edits();
  edit.set_kind(kind_name);
  edit.set_create(true);
  edit.set_set(join_fields(fields));
  const v1::ApiSaved saved = core.save(std::move(save));
  for (const auto& warning : saved.warnings()) print_warning(warning);
  fmt::print("{}\n", Id::from_bytes(saved.ids(saved.ids_size() - 1)).uuid());
}

void open(Core& core, const std::string& id, const std::string& file) {
  const Form form = open_form(core, id);
  if (file.empty()) {
    fmt::print("{}\n", form_token(form));
    return;
  }
  write_form(form, file);
  fmt::print("表单已打开；填好后用 set {} --form {} 字段=值 保存\n", id, file);
}

void set(Core& core, const std::string& id, const std::vector<std::string>& assignments, const std::string& file) {
  const Form form = open_form(core, id, file);
  References references(core);
  v1::ApiSave save;
  const Fields fields = parse_assignments(kind_of(form.record), assignments, form.record.fields, references, save);
  auto& edit = *save.add_edits() = edit_of(id, form);
  edit.set_set(join_fields(fields));
  const v1::ApiSaved saved = core.save(std::move(save));
  for (const auto& warning : saved.warnings()) print_warning(warning);
  use_up_form(file);
}

void unset(Core& core, const std::string& id, const std::vector<std::string>& fields, const std::string& file) {
  const Form form = open_form(core, id, file);
  const schema::Kind& kind = kind_of(form.record);
  v1::ApiSave save;
  auto& edit = *save.add_edits() = edit_of(id, form);
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
  use_up_form(file);
}

void remove(Core& core, const std::string& id, const std::string& file) {
  v1::ApiSave save;
  auto& edit = *save.add_edits() = edit_of(id, open_form(core, id, file));
  edit.set_deletes(true);
  core.save(std::move(save));
  use_up_form(file);
}

}  // namespace xinqiao::cli
