#include "admin/backup/backup.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "admin/backup/archive.h"
#include "admin/backup/manifest.h"
#include "admin/backup/temporary_folder.h"
#include "base/crypto.h"
#include "store/control.h"
#include "store/sqlite/sqlite_backup.h"

namespace xinqiao::server {
namespace {

constexpr const char* kControl = "control.db";
constexpr const char* kPrefix = "xinqiao-backup";
constexpr std::size_t kPieceBytes = 64 * 1024;
// Of a running program; nothing to keep.
constexpr std::array<std::string_view, 4> kPassing = {"-wal", "-shm", "-journal", ".lock"};

struct Contents {
  std::vector<std::string> databases;  // the control file first: it names the others
  std::vector<std::string> unknown;
};

// What the control file names, and nothing that merely looks like it.
Result<std::vector<std::string>> databases_of(const std::string& folder) {
  XQ_ASSIGN(const auto control, open_control(folder, false));
  XQ_ASSIGN(const auto organisations, control->organisations());
  std::vector<std::string> names{kControl};
  for (const auto& organisation : organisations) {
    names.push_back(std::filesystem::path(organisation.path).filename().string());
    if (!is_database_name(names.back()))
      return Error{ErrorCode::kCorrupt, "the control file names '" + names.back() + "'"};
  }
  return names;
}

Result<Contents> look_into(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder + "/" + kControl, error)) {
    return Error{ErrorCode::kNotFound, "no server in '" + folder + "'"};
  }
  Contents contents;
  XQ_ASSIGN(contents.databases, databases_of(folder));
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    const bool passing = std::ranges::any_of(kPassing, [&](auto ending) { return name.ends_with(ending); });
    const bool ours = std::ranges::find(contents.databases, name) != contents.databases.end();
    if (!passing && !ours) contents.unknown.push_back(std::move(name));
  }
  if (error) return Error{ErrorCode::kIo, "cannot list '" + folder + "': " + error.message()};
  return contents;
}

// However the paths are spelled.
bool lies_in(const std::string& file, const std::string& folder) {
  std::error_code error;
  const auto inner = std::filesystem::weakly_canonical(file, error);
  const auto outer = std::filesystem::canonical(folder, error);
  const auto parent = std::filesystem::weakly_canonical(parent_of(file), error);
  for (const auto& path : {inner, parent}) {
    const auto relative = path.lexically_relative(outer);
    if (!relative.empty() && *relative.begin() != "..") return true;
  }
  return false;
}

Result<Manifest::File> describe(const std::string& name, const std::string& path) {
  Manifest::File file;
  file.name = name;
  crypto::Hasher hasher;
  std::ifstream in(path, std::ios::binary);
  Bytes piece(kPieceBytes, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    const auto count = static_cast<std::size_t>(in.gcount());
    hasher.add(BytesView(piece).substr(0, count));
    file.size += count;
  }
  if (!in.eof()) return Error{ErrorCode::kIo, "cannot read '" + path + "'"};
  file.hash = hasher.finish();
  return file;
}

// An older backup may be replaced, a rescue file may not.
bool is_something_else(const std::string& file) {
  const auto old = ArchiveReader::open(file);
  if (!old.ok()) return old.error().code != ErrorCode::kNotFound;
  const auto first = (*old)->next();
  if (!first.ok()) return true;
  const std::optional<ArchiveReader::Entry>& entry = *first;
  return !entry || entry->name != Manifest::kName;
}

}  // namespace

Result<BackupReport> make_backup(const std::string& data_folder, const std::string& file, Clock& clock) {
  XQ_ASSIGN(const Contents contents, look_into(data_folder));
  if (lies_in(file, data_folder)) {
    return Error{ErrorCode::kRefused, "a backup does not belong in the data folder it is of; name a file elsewhere"};
  }
  if (is_something_else(file)) {
    return Error{ErrorCode::kRefused, "there is such a file already, and it is no backup; choose another name"};
  }
  TemporaryFolder::sweep(parent_of(file), kPrefix);
  XQ_ASSIGN(const auto work, TemporaryFolder::make(parent_of(file), kPrefix));
  Manifest manifest;
  manifest.made_ms = clock.wall_ms();
  BackupReport report;
  for (const auto& name : contents.databases) {
    XQ_TRY(copy_database((std::filesystem::path(data_folder) / name).string(), work->file(name)));
    XQ_ASSIGN(auto described, describe(name, work->file(name)));
    report.bytes += described.size;
    manifest.files.push_back(std::move(described));
  }

  const std::string unfinished = work->file("backup.tar");
  XQ_ASSIGN(const auto tar, ArchiveWriter::create(unfinished));
  XQ_TRY(tar->add(Manifest::kName, write_manifest(manifest)));
  for (const auto& described : manifest.files) {
    XQ_TRY(tar->add_file(described.name, work->file(described.name), described.size));
  }
  XQ_TRY(tar->finish());
  XQ_TRY(rename_durably(unfinished, file));
  report.files = manifest.files.size();
  report.made_ms = manifest.made_ms;
  report.left_out = contents.unknown;
  return report;
}

}  // namespace xinqiao::server
