#include "cli/import/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace xinqiao::cli {
namespace {

std::size_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

// One call to the core: one commit for so many visits, and never more than it takes at once.
constexpr std::size_t kVisitsPerCall = 50;
constexpr std::size_t kBytesPerCall = 256 * 1024;

// The edit that brings a record to what the file says; nothing when it is deleted here.
std::optional<v1::ApiEdit> edit_for(Core& core, const ImportRecord& record) {
  const auto known = core.find(record.id);
  if (known && (known->kind == nullptr || known->kind->name != record.kind)) {
    throw Failure("invalid", "id：这个编号已是另一种记录 / id: a record of another kind has this id");
  }
  if (known && known->deleted) return std::nullopt;
  v1::ApiEdit edit;
  edit.set_id(record.id.str());
  edit.set_kind(record.kind);
  edit.set_create(!known);
  edit.set_as_given(true);
  edit.set_entered_ms(record.entered_at.value_or(0));
  edit.set_set(join_fields(record.fields));
  return edit;
}

}  // namespace

Id Importer::township(const std::string& name) { return organisations_.ensure_township(name, save_); }

Id Importer::organisation(std::string_view kind, const std::string& name, const Id& township) {
  return organisations_.ensure(kind, name, township, save_);
}

Id Importer::contact(const Id& child, std::string_view relation) {
  return core_.derived_id("contact", {child.str(), Bytes(relation)});
}

bool Importer::knows(std::string_view kind, const Id& id) {
  const auto [it, fresh] = kinds_.try_emplace(id);
  if (fresh) {
    const auto record = core_.find(id);
    if (record && record->kind != nullptr) it->second = record->kind->name;
  }
  return it->second == kind;
}

void Importer::child_line(std::uint64_t number, std::string_view text) {
  save_.Clear();
  try {
    ImportLine line(text);
    auto records = map_child(line, *this);
    if (!is_first(number, records.front(), text)) return count(false);
    warn_of(take_extra(line, records.front()));
    for (const ImportRecord& record : records) {
      if (auto edit = edit_for(core_, record)) *save_.add_edits() = *std::move(edit);
    }
    save_.set_skip_equal(true);
    bool written = false;
    if (save_.edits_size() > 0) {
      const v1::ApiSaved saved = core_.save(save_);
      written = saved.written() > 0;
      report_.kept += saved.kept();
      for (const auto& warning : saved.warnings()) print_warning(warning, number);
    }
    organisations_.saved();
    count(written);
  } catch (const Failure& failure) {
    organisations_.forget_unsaved();
    refuse(number, failure);
  }
}

void Importer::visit_line(std::uint64_t number, std::string_view text) {
  try {
    ImportLine line(text);
    ImportRecord record = map_visit(line, *this);
    if (!is_first(number, record, text)) return count(false);
    warn_of(take_extra(line, record));
    if (waiting_ids_.contains(record.id.str())) flush();  // the same id again: judged against the first
    if (auto edit = edit_for(core_, record)) {
      queue(number, *std::move(edit));
    } else {
      count(false);
    }
  } catch (const Failure& failure) {
    refuse(number, failure);
  }
}

void Importer::finish() {
  flush();
  std::ranges::sort(report_.bad);
}

void Importer::queue(std::uint64_t line, v1::ApiEdit edit) {
  if (waiting_.size() >= kVisitsPerCall || waiting_bytes_ + edit.set().size() > kBytesPerCall) flush();
  waiting_bytes_ += edit.set().size();
  waiting_ids_.insert(edit.id());
  waiting_.push_back({line, std::move(edit)});
}

void Importer::flush() {
  std::vector<Waiting> group = std::move(waiting_);
  waiting_.clear();
  waiting_ids_.clear();
  waiting_bytes_ = 0;
  if (group.empty()) return;
  v1::ApiSave save;
  save.set_skip_equal(true);
  save.set_apart(true);
  for (const Waiting& each : group) *save.add_edits() = each.edit;
  try {
    const v1::ApiSaved saved = core_.save(std::move(save));
    const std::uint64_t written = saved.written();
    report_.kept += saved.kept();
    for (const auto& warning : saved.warnings()) print_warning(warning, group[warning.edit() - 1].line);
    report_.imported += written;
    report_.unchanged += group.size() - std::min<std::uint64_t>(written, group.size());
  } catch (const Failure&) {
    for (Waiting& each : group) save_one(std::move(each));  // finds the bad one and names it
  }
}

void Importer::save_one(Waiting waiting) {
  v1::ApiSave save;
  save.set_skip_equal(true);
  *save.add_edits() = std::move(waiting.edit);
  try {
    const v1::ApiSaved saved = core_.save(std::move(save));
    report_.kept += saved.kept();
    for (const auto& warning : saved.warnings()) print_warning(warning, waiting.line);
    count(saved.written() > 0);
  } catch (const Failure& failure) {
    refuse(waiting.line, failure);
  }
}

// Whether the id comes for the first time, or newer than before. The very same line again is nothing new; two
// different ones with nothing to tell which is right are for people to decide.
bool Importer::is_first(std::uint64_t number, const ImportRecord& record, std::string_view text) {
  const auto [before, fresh] =
      lines_.try_emplace(record.id, Line{number, record.entered_at.value_or(0), hash_of(text)});
  if (fresh) return true;
  if (before->second.hash == hash_of(text)) return false;
  if (record.entered_at.value_or(0) > before->second.entered_ms) {
    before->second = {number, record.entered_at.value_or(0), hash_of(text)};
    return true;
  }
  throw Failure("invalid",
                fmt::format("id：第 {} 行已有同一个编号，内容不同，时间也不更新 / id: line {} has the same id with "
                            "other content, and this one is no newer",
                            before->second.number, before->second.number));
}

// A line's own fault is noted; a full disk or a lost folder ends the import.
void Importer::refuse(std::uint64_t line, const Failure& failure) {
  const std::string& code = failure.code();
  const bool of_the_line = code == "invalid" || code == "too_large" || code == "not_found" || code == "refused";
  if (!of_the_line) throw;  // called from where it was caught
  report_.bad.push_back(line);
  std::erase_if(lines_, [&](const auto& entry) { return entry.second.number == line; });  // a mended one may follow
  print_failure(at_line(line, failure));
}

void Importer::warn_of(const std::vector<std::string>& unknown) {
  for (const std::string& name : unknown) {
    if (!warned_.insert(name).second) continue;
    fmt::print(stderr, "提醒：字段 '{}' 不认识，没有导入\nWarning: field '{}' is not known and was not imported\n",
               name, name);
  }
}

}  // namespace xinqiao::cli
