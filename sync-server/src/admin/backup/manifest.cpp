#include "admin/backup/manifest.h"

#include <algorithm>
#include <charconv>

#include "base/china_time.h"
#include "base/crypto.h"

namespace xinqiao::server {
namespace {

constexpr std::string_view kFirstLine = "xinqiao-backup 1\n";
constexpr std::string_view kMade = "made ";
constexpr std::string_view kHash = "hash ";
constexpr std::string_view kEnding = ".db";
constexpr std::size_t kNameMax = 64;

Error damaged() { return Error{ErrorCode::kCorrupt, "the backup's list of files is damaged"}; }

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return taken;
}

// "<hash> <size> <name>"
Result<Manifest::File> read_file_line(std::string_view line) {
  Manifest::File file;
  XQ_ASSIGN(file.hash, from_hex(take_until(line, ' ')));
  const std::string_view size = take_until(line, ' ');
  const auto parsed = std::from_chars(size.data(), size.data() + size.size(), file.size);
  file.name = line;
  const bool well_formed = file.hash.size() == crypto::kHashSize && parsed.ec == std::errc() &&
                           parsed.ptr == size.data() + size.size() && is_database_name(file.name);
  if (!well_formed) return damaged();
  return file;
}

}  // namespace

std::string write_manifest(const Manifest& manifest) {
  std::string text(kFirstLine);
  text.append(kMade).append(china_time::format_time(manifest.made_ms)).append("\n");
  for (const auto& file : manifest.files) {
    text += to_hex(file.hash) + " " + std::to_string(file.size) + " " + file.name + "\n";
  }
  const std::string hash = to_hex(crypto::hash(text));
  return text.append(kHash).append(hash).append("\n");
}

Result<Manifest> read_manifest(std::string_view text) {
  if (!text.starts_with(kFirstLine)) {
    return Error{ErrorCode::kInvalid, "this is no backup of Xinqiao, or one of a later version"};
  }
  const std::size_t last = text.rfind(kHash);
  if (last == std::string_view::npos ||
      text.substr(last) != std::string(kHash) + to_hex(crypto::hash(text.substr(0, last))) + "\n") {
    return damaged();
  }
  std::string_view lines = text.substr(kFirstLine.size(), last - kFirstLine.size());
  std::string_view made = take_until(lines, '\n');
  if (!made.starts_with(kMade)) return damaged();
  Manifest manifest;
  XQ_ASSIGN(manifest.made_ms, china_time::parse_time(made.substr(kMade.size())));
  while (!lines.empty()) {
    XQ_ASSIGN(auto file, read_file_line(take_until(lines, '\n')));
    manifest.files.push_back(std::move(file));
  }
  const bool has_control = std::ranges::any_of(manifest.files, [](const auto& f) { return f.name == "control.db"; });
  if (!has_control) return damaged();
  return manifest;
}

bool is_database_name(std::string_view name) {
  if (!name.ends_with(kEnding) || name.size() > kNameMax) return false;
  name.remove_suffix(kEnding.size());
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !name.empty() && std::ranges::all_of(name, plain);
}

}  // namespace xinqiao::server
