#include "cli/edit/together.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>

#include "base/platform/clock.h"
#include "base/platform/random.h"
#include "cli/commands.h"
#include "cli/edit/assignments.h"
#include "cli/edit/form.h"
#include "cli/edit/words.h"
#include "cli/failure.h"
#include "model/validate/validate.h"

namespace xinqiao::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::vector<std::string> after(const std::vector<std::string>& words, std::size_t count) {
  return {words.begin() + static_cast<std::ptrdiff_t>(std::min(count, words.size())), words.end()};
}

void require_words(bool enough) {
  if (enough) return;
  throw wrong_usage(
      "每行写 add 种类 字段=值 …、set 编号 字段=值 … 或 delete 编号 / a line is add KIND field=value ..., set ID "
      "field=value ..., or delete ID");
}

Form opened(Core& core, const std::string& id) {
  if (id.starts_with('@')) {
    throw wrong_usage(
        fmt::format("{} 是这里新增的：请写进它的 add 那一行 / {} is added here: write it in its add line", id, id));
  }
  return open_form(core, id);
}

}  // namespace

void Together::line(std::uint64_t number, std::string_view text) {
  try {
    const auto words = split_words(text);
    if (words.empty() || words.front().starts_with('#')) return;
    take(words);
    own_.push_back(save_.edits_size() - 1);
  } catch (const Failure& failure) {
    throw at_line(number, failure);
  }
  lines_.resize(static_cast<std::size_t>(save_.edits_size()), number);
}

std::vector<Id> Together::save() {
  if (own_.empty()) throw wrong_usage("没有要保存的内容 / there is nothing to save");
  try {
    const v1::ApiSaved saved = core_.save(save_);
    for (const auto& warning : saved.warnings()) print_warning(warning);
    std::vector<Id> ids;
    ids.reserve(own_.size());
    for (const int at : own_) ids.push_back(Id::from_bytes(saved.ids(at)));
    return ids;
  } catch (const Failure& failure) {
    if (failure.edit() == 0 || failure.edit() > lines_.size()) throw;
    throw at_line(line_of(failure.edit()), failure);
  }
}

void Together::take(const std::vector<std::string>& words) {
  const std::string& what = words.front();
  require_words(what == "delete" ? words.size() == 2 : words.size() > 2);
  if (what == "add") return add(words);
  if (what == "set") return set(words);
  if (what == "delete") return remove(words);
  require_words(false);
}

void Together::add(const std::vector<std::string>& words) {
  const schema::Kind& kind = kind_argument(words[1]);
  Fields fields = parse_assignments(kind, named(kind, after(words, 2)), {}, references_, save_);
  copy_child(kind, fields);
  const auto child = fields.find(schema::child_field(kind.number));
  const bool of_child = child != fields.end() && kind.number != schema::kChildKind;
  const Id child_id = of_child ? Id::from_bytes(read_bytes(child->second).value_or("")) : Id();
  if (!is_added(child_id)) require_child(core_, kind, fields);
  place_organisation(kind, references_, fields);
  const Id id = id_of(kind, fields);
  auto& edit = *save_.add_edits();
  edit.set_kind(words[1]);
  edit.set_create(true);
  // The core gives an id from nature by itself, and finds again what is there.
  if (kind.natural_key.empty()) edit.set_id(id.str());
  edit.set_set(join_fields(fields));
  added_.push_back(id);
  children_[id] = kind.number == schema::kChildKind ? id : child_id;
}

void Together::set(const std::vector<std::string>& words) {
  const Form form = opened(core_, words[1]);
  const schema::Kind& kind = kind_of(form.record);
  const Fields fields = parse_assignments(kind, named(kind, after(words, 2)), form.record.fields, references_, save_);
  auto& edit = *save_.add_edits();
  edit.set_draft(form.draft.draft());
  edit.set_set(join_fields(fields));
}

void Together::remove(const std::vector<std::string>& words) {
  const Form form = opened(core_, words[1]);
  auto& edit = *save_.add_edits();
  edit.set_draft(form.draft.draft());
  edit.set_deletes(true);
}

std::vector<std::string> Together::named(const schema::Kind& kind, const std::vector<std::string>& words) const {
  std::vector<std::string> out = words;
  for (std::string& word : out) {
    const text::Assignment assignment = split_assignment(kind, word);
    const schema::Field* field = field_at(kind, assignment.path);
    if (field == nullptr || field->format != schema::Format::kId || !assignment.value.starts_with('@')) continue;
    word = assignment.path + "=" + added(assignment.value).uuid();
  }
  return out;
}

const Id& Together::added(const std::string& reference) const {
  std::size_t number = 0;
  const char* end = reference.data() + reference.size();
  const auto [stop, error] = std::from_chars(reference.data() + 1, end, number);
  if (error == std::errc() && stop == end && number > 0 && number <= added_.size()) return added_[number - 1];
  throw Failure("not_found",
                fmt::format("{}：前面没有这样一个 add / {}: there is no such add before", reference, reference));
}

bool Together::is_added(const Id& id) const { return std::ranges::find(added_, id) != added_.end(); }

Id Together::id_of(const schema::Kind& kind, const Fields& fields) {
  if (kind.natural_key.empty()) {
    SystemRandom random;
    return Id::random(SystemClock().wall_ms(), random);
  }
  // The kind's number, then each part with its length.
  const Bytes key = must(natural_key(kind, fields));
  std::vector<Bytes> parts;
  for (std::size_t at = sizeof(std::uint32_t); at < key.size(); at += parts.back().size()) {
    const std::uint64_t size = read_u64(key.substr(at, sizeof(std::uint32_t)) + Bytes(sizeof(std::uint32_t), '\0'));
    at += sizeof(std::uint32_t);
    parts.push_back(key.substr(at, size));
  }
  return core_.derived_id(kind.name, parts);
}

// What is copied from a record that is not saved yet the core cannot find.
void Together::copy_child(const schema::Kind& kind, Fields& fields) const {
  for (const schema::Field& field : kind.message->fields) {
    if (field.copy_from.empty() || fields.contains(field.number)) continue;
    const auto from = fields.find(kind.message->find(field.copy_from)->number);
    if (from == fields.end()) continue;
    const auto child = children_.find(Id::from_bytes(read_bytes(from->second).value_or("")));
    if (child != children_.end()) write_bytes(fields[field.number], field.number, child->second.bytes());
  }
}

void together(Core& core, const std::string& path) {
  std::ifstream file;
  if (!path.empty() && path != "-") {
    file.open(path, std::ios::binary);
    if (!file) throw Failure("not_found", fmt::format("打不开文件 '{}' / Cannot open the file '{}'", path, path));
  }
  std::istream& in = file.is_open() ? file : std::cin;
  Together together(core);
  std::string line;
  for (std::uint64_t number = 1; std::getline(in, line); ++number) {
    std::string_view text = line;
    if (number == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    if (text.ends_with('\r')) text.remove_suffix(1);
    together.line(number, text);
  }
  if (in.bad())
    throw Failure("io", fmt::format("读不出 '{}'，要写一个文件 / Cannot read '{}': name a file", path, path));
  for (const Id& id : together.save()) fmt::print("{}\n", id.uuid());
}

}  // namespace xinqiao::cli
