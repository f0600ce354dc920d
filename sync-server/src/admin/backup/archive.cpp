#include "admin/backup/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace xinqiao::server {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr int kPrivate = 0600;

Error system_error(const std::string& what) {
  const int number = errno;
  const ErrorCode code = number == ENOSPC || number == EDQUOT ? ErrorCode::kDiskFull
                         : number == ENOENT                   ? ErrorCode::kNotFound
                                                              : ErrorCode::kIo;
  return Error{code, what + ": " + std::strerror(number)};
}

Error write_error(::archive* tar) {
  const bool full = archive_errno(tar) == ENOSPC || archive_errno(tar) == EDQUOT;
  const char* reason = archive_error_string(tar);
  return Error{full ? ErrorCode::kDiskFull : ErrorCode::kIo,
               std::string("cannot write the backup: ") + (reason != nullptr ? reason : "unknown reason")};
}

Error read_error(bool begun) {
  if (!begun) return Error{ErrorCode::kInvalid, "this is no backup of Xinqiao"};
  return Error{ErrorCode::kCorrupt, "the backup is damaged or breaks off"};
}

}  // namespace

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kPrivate);
  if (fd < 0) return system_error("cannot create '" + path + "'");
  ::archive* tar = archive_write_new();
  auto writer = std::unique_ptr<ArchiveWriter>(new ArchiveWriter(tar, fd));
  if (archive_write_set_format_pax_restricted(tar) != ARCHIVE_OK || archive_write_add_filter_none(tar) != ARCHIVE_OK ||
      archive_write_open_fd(tar, fd) != ARCHIVE_OK) {
    return write_error(tar);
  }
  return writer;
}

ArchiveWriter::~ArchiveWriter() {
  archive_write_free(tar_);
  if (fd_ >= 0) ::close(fd_);
}

Status ArchiveWriter::begin(const std::string& name, std::uint64_t size) {
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_size(entry, static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, kPrivate);
  const int code = archive_write_header(tar_, entry);
  archive_entry_free(entry);
  if (code != ARCHIVE_OK) return write_error(tar_);
  return {};
}

Status ArchiveWriter::write(BytesView contents) {
  const la_ssize_t written = archive_write_data(tar_, contents.data(), contents.size());
  if (written != static_cast<la_ssize_t>(contents.size())) return write_error(tar_);
  return {};
}

Status ArchiveWriter::add(const std::string& name, BytesView contents) {
  XQ_TRY(begin(name, contents.size()));
  return write(contents);
}

Status ArchiveWriter::add_file(const std::string& name, const std::string& path, std::uint64_t size) {
  XQ_TRY(begin(name, size));
  std::ifstream in(path, std::ios::binary);
  Bytes piece(kPieceBytes, '\0');
  std::uint64_t copied = 0;
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    const auto count = static_cast<std::size_t>(in.gcount());
    XQ_TRY(write(BytesView(piece).substr(0, count)));
    copied += count;
  }
  if (copied != size) return Error{ErrorCode::kIo, "cannot read all of '" + path + "'"};
  return {};
}

Status ArchiveWriter::finish() {
  if (archive_write_close(tar_) != ARCHIVE_OK) return write_error(tar_);
  if (::fsync(fd_) != 0) return system_error("cannot write the backup");
  const int closed = ::close(fd_);
  fd_ = -1;
  if (closed != 0) return system_error("cannot write the backup");
  return {};
}

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(const std::string& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return system_error("cannot read '" + path + "'");
  if (!S_ISREG(facts.st_mode)) return Error{ErrorCode::kInvalid, "'" + path + "' is not a file"};
  ::archive* tar = archive_read_new();
  auto reader = std::unique_ptr<ArchiveReader>(new ArchiveReader(tar));
  if (archive_read_support_format_tar(tar) != ARCHIVE_OK ||
      archive_read_open_filename(tar, path.c_str(), kPieceBytes) != ARCHIVE_OK) {
    return read_error(false);
  }
  return reader;
}

ArchiveReader::~ArchiveReader() { archive_read_free(tar_); }

Result<std::optional<ArchiveReader::Entry>> ArchiveReader::next() {
  archive_entry* found = nullptr;
  const int code = archive_read_next_header(tar_, &found);
  if (code == ARCHIVE_EOF && begun_) return std::optional<Entry>();
  if (code != ARCHIVE_OK) return read_error(begun_);
  begun_ = true;
  Entry entry;
  const char* name = archive_entry_pathname(found);
  entry.name = name != nullptr ? name : "";
  entry.size = static_cast<std::uint64_t>(archive_entry_size(found));
  entry.is_file = archive_entry_filetype(found) == AE_IFREG && archive_entry_hardlink(found) == nullptr;
  return std::optional<Entry>(std::move(entry));
}

Result<Bytes> ArchiveReader::read_piece() {
  Bytes piece(kPieceBytes, '\0');
  const la_ssize_t count = archive_read_data(tar_, piece.data(), piece.size());
  if (count < 0) return read_error(true);
  piece.resize(static_cast<std::size_t>(count));
  return piece;
}

}  // namespace xinqiao::server
