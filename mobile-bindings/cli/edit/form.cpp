#include "cli/edit/form.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/failure.h"

namespace xinqiao::cli {
namespace {

Form read_form(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::error_code ignored;
  if (!in || std::filesystem::is_directory(file, ignored))
    throw Failure("not_found", fmt::format("打不开文件 '{}' / Cannot open the file '{}'", file, file));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  const auto bytes = from_base64url(text);
  Form form;
  if (!bytes.ok() || !form.draft.ParseFromString(*bytes) || form.draft.draft().empty()) {
    throw Failure("invalid", fmt::format("'{}' 不是用 open 打开的表单 / '{}' is no form made by open", file, file));
  }
  form.record = read_record(form.draft.record());
  return form;
}

}  // namespace

Form open_form(Core& core, const std::string& id, const std::string& file) {
  const Id record = id_argument(id);
  if (!file.empty()) {
    Form form = read_form(file);
    if (form.record.id == record) return form;
    throw Failure("invalid", fmt::format("'{}' 是另一条记录的表单 / '{}' is the form of another record", file, file));
  }
  v1::ApiRequest request;
  request.mutable_open_draft()->set_id(record.str());
  Form form;
  form.draft = core.call(request).draft();
  form.record = read_record(form.draft.record());
  return form;
}

std::string form_token(const Form& form) { return to_base64url(form.draft.SerializeAsString()); }

void write_form(const Form& form, const std::string& file) {
  constexpr mode_t kOwnerOnly = 0600;
  const std::string text = form_token(form) + "\n";
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  const bool written = out >= 0 && ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (out >= 0) ::close(out);
  if (written) return;
  throw Failure("io",
                fmt::format("写不了文件 '{}'：换一个还没有的文件名 / Cannot write the file '{}': name one that is "
                            "not there yet",
                            file, file));
}

void use_up_form(const std::string& file) {
  std::error_code ignored;
  if (!file.empty()) std::filesystem::remove(file, ignored);
}

const schema::Kind& kind_of(const Record& record) {
  if (record.kind != nullptr) return *record.kind;
  throw Failure(
      "invalid",
      "这条记录的类型比本程序新，请升级后再改 / This record is of a kind newer than this program: upgrade to edit it");
}

}  // namespace xinqiao::cli
