#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "admin/backup/archive.h"
#include "admin/backup/backup.h"
#include "admin/backup/manifest.h"
#include "admin/backup/temporary_folder.h"
#include "base/crypto.h"
#include "base/platform/file_system.h"
#include "store/sqlite/sqlite_backup.h"

namespace xinqiao::server {
namespace {

Error damaged(const std::string& what) { return Error{ErrorCode::kCorrupt, "the backup is damaged: " + what}; }

Status check_target(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return {};
  if (!std::filesystem::is_directory(folder, error)) {
    return Error{ErrorCode::kRefused, "'" + folder + "' is not a folder"};
  }
  if (!std::filesystem::is_empty(folder, error) || error) {
    return Error{ErrorCode::kRefused, "文件夹 '" + folder + "' 里已有东西，请另选一个空文件夹；什么都没有改 / '" +
                                          folder + "' is not empty; name a new folder, nothing was changed"};
  }
  return {};
}

Result<Manifest> first_entry(ArchiveReader& tar) {
  XQ_ASSIGN(const auto entry, tar.next());
  if (!entry || entry->name != Manifest::kName || !entry->is_file || entry->size > Manifest::kBytesMax) {
    return Error{ErrorCode::kInvalid, "this is no backup of Xinqiao"};
  }
  Bytes text;
  for (;;) {
    XQ_ASSIGN(const Bytes piece, tar.read_piece());
    if (piece.empty()) break;
    text += piece;
  }
  return read_manifest(text);
}

// Writes the entry to `path`; it must be what the manifest says, neither longer nor different.
Status unpack(ArchiveReader& tar, const Manifest::File& expected, const std::string& path) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  crypto::Hasher hasher;
  std::uint64_t size = 0;
  for (;;) {
    XQ_ASSIGN(const Bytes piece, tar.read_piece());
    if (piece.empty()) break;
    size += piece.size();
    if (size > expected.size) return damaged(expected.name);
    hasher.add(piece);
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
  out.close();
  if (!out) return Error{ErrorCode::kIo, "cannot write '" + path + "'"};
  if (size != expected.size || hasher.finish() != expected.hash) return damaged(expected.name);
  return {};
}

Status unpack_all(ArchiveReader& tar, const Manifest& manifest, const TemporaryFolder& folder) {
  std::set<std::string> unpacked;
  for (;;) {
    XQ_ASSIGN(const auto entry, tar.next());
    if (!entry) break;
    const auto expected = std::ranges::find(manifest.files, entry->name, &Manifest::File::name);
    if (expected == manifest.files.end() || !entry->is_file || !unpacked.insert(entry->name).second) {
      return damaged("a file too many");
    }
    XQ_TRY(unpack(tar, *expected, folder.file(expected->name)));
  }
  if (unpacked.size() != manifest.files.size()) return damaged("it breaks off");
  return {};
}

// All that was made here: by unpacking, and by the new epoch.
Status sync_all(const std::string& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::filesystem::permissions(entry.path(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    XQ_TRY(sync_to_disk(entry.path().string()));
  }
  return {};
}

}  // namespace

Result<BackupReport> restore_backup(const std::string& file, const std::string& data_folder,
                                    const std::function<Status(const std::string& folder)>& begin_epoch) {
  XQ_TRY(check_target(data_folder));
  XQ_ASSIGN(const auto tar, ArchiveReader::open(file));
  XQ_ASSIGN(const Manifest manifest, first_entry(*tar));
  const std::string parent = parent_of(data_folder);
  SystemFileSystem files;
  XQ_TRY(files.make_folder(parent));
  XQ_ASSIGN(const auto work, TemporaryFolder::make(parent, "xinqiao-restore"));
  XQ_TRY(unpack_all(*tar, manifest, *work));

  BackupReport report;
  report.files = manifest.files.size();
  report.made_ms = manifest.made_ms;
  for (const auto& unpacked : manifest.files) {
    XQ_TRY(check_database(work->file(unpacked.name)));
    report.bytes += unpacked.size;
  }
  XQ_TRY(begin_epoch(work->path()));
  XQ_TRY(sync_all(work->path()));
  XQ_TRY(work->become(data_folder));
  return report;
}

}  // namespace xinqiao::server
