#pragma once

#include <string>

#include "cli/core.h"

// What stood in a form when it was opened, also for a later run of the program.
namespace xinqiao::cli {

struct Form {
  v1::ApiDraft draft;
  Record record;  // as the form shows it
};

// `file`: of a form that was opened before; empty: opened now.
Form open_form(Core& core, const std::string& id, const std::string& file = {});
// The form as text. It holds what the record says: for the same eyes.
std::string form_token(const Form& form);
// Into a file that is not there yet, for this user alone.
void write_form(const Form& form, const std::string& file);
// It was saved through; another save through it would not have seen that one.
void use_up_form(const std::string& file);

// A failure when the record's kind is newer than this program.
const schema::Kind& kind_of(const Record& record);

}  // namespace xinqiao::cli
