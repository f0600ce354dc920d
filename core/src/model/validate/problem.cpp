#include "model/validate/problem.h"

#include <algorithm>
#include <array>
#include <vector>

namespace xinqiao {
namespace {

constexpr std::size_t kShownBytes = 60;

// Cut where a character begins, and without what a terminal would obey.
std::string shortened(std::string_view value) {
  std::size_t end = std::min(value.size(), kShownBytes);
  while (end > 0 && end < value.size() && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  std::string shown(value.substr(0, end));
  for (std::size_t at = 0; at < shown.size(); ++at) {
    const std::size_t length = control_at(shown, at);
    if (length > 0) shown.replace(at, length, "?");
  }
  return end < value.size() ? shown + "…" : shown;
}

std::string named(const schema::Field& field, std::string_view path) {
  return std::string(field.label.zh) + " " + std::string(path) + ": ";
}

// Edits that turn one name into the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

template <typename T>
std::string_view nearest_of(std::string_view typed, std::span<const T> candidates) {
  constexpr std::size_t kTypedMax = 64;
  if (typed.size() > kTypedMax) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, typed.size() / 3) + 1;
  for (const T& candidate : candidates) {
    if (candidate.label.zh == typed || candidate.label.en == typed) return candidate.name;
    const std::size_t away = distance(typed, candidate.name);
    if (away >= best_distance) continue;
    best = candidate.name;
    best_distance = away;
  }
  return best;
}

// Bytes with which a control may begin.
constexpr auto kMayBegin = [] {
  std::array<bool, 256> out{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) out[byte] = true;
  out[0x7F] = out[0xC2] = out[0xE2] = true;
  return out;
}();

}  // namespace

std::size_t control_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0) return 2;  // U+0080..U+009F
  const bool overrides = byte(0) == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xAD || byte(2) == 0xAE);
  return overrides ? 3 : 0;  // U+202D, U+202E: text that runs the other way than it is read
}

std::size_t find_control(std::string_view text, std::size_t at) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  for (; at < text.size(); ++at) {
    if (kMayBegin[bytes[at]] && control_at(text, at) > 0) return at;
  }
  return std::string_view::npos;
}

Error field_error(const schema::Field& field, std::string_view path, std::string_view value, const Problem& problem) {
  return Error{ErrorCode::kInvalid, named(field, path) + "'" + shortened(value) + "' " + problem.zh + " / " +
                                        std::string(path) + ": '" + shortened(value) + "' " + problem.en};
}

Error field_error(const schema::Field& field, std::string_view path, const Problem& problem) {
  return Error{ErrorCode::kInvalid, named(field, path) + problem.zh + " / " + std::string(path) + ": " + problem.en};
}

std::string_view nearest(std::string_view typed, const schema::Message& candidates) {
  return nearest_of(typed, candidates.fields);
}

std::string_view nearest(std::string_view typed, const schema::Enum& candidates) {
  return nearest_of(typed, candidates.values);
}

}  // namespace xinqiao
