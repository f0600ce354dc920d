#include "cli/output/display.h"

#include <algorithm>
#include <cstdint>

#include "base/bytes.h"

namespace xinqiao::cli {
namespace {

constexpr std::size_t kGap = 2;  // between columns
constexpr std::size_t kShortWidth = 60;
constexpr std::size_t kBelowIndent = 6;

// The next character of `text`, which is shortened by it; a byte that is no UTF-8 counts alone.
std::string_view take_character(std::string_view& text) {
  const std::size_t length = std::max<std::size_t>(1, utf8_length(text));
  const std::string_view character = text.substr(0, length);
  text.remove_prefix(length);
  return character;
}

std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3:
      return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    case 4:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    default:
      return byte(0);
  }
}

// East Asian wide and fullwidth, as blocks: enough for Chinese text and emoji.
std::size_t width_of(std::string_view character) {
  const std::uint32_t c = code_point(character);
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) width += width_of(take_character(utf8));
  return width;
}

std::string padded(std::string_view utf8, std::size_t width) {
  const std::size_t used = display_width(utf8);
  return std::string(utf8) + std::string(used < width ? width - used : 0, ' ');
}

std::string shortened(std::string_view utf8, std::size_t width) {
  std::string line(utf8);
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  if (display_width(line) <= width) return line;
  std::string out;
  std::string_view rest = line;
  std::size_t used = 1;  // of the ellipsis
  while (!rest.empty()) {
    const std::string_view character = take_character(rest);
    used += width_of(character);
    if (used > width) break;
    out += character;
  }
  return out + "…";
}

bool is_short(std::string_view utf8) {
  return utf8.find_first_of("\r\n") == std::string_view::npos && display_width(utf8) <= kShortWidth;
}

std::string indented(std::string_view text, std::size_t spaces) {
  std::string out(spaces, ' ');
  for (const char c : text) {
    out += c;
    if (c == '\n') out += std::string(spaces, ' ');
  }
  return out + "\n";
}

void Table::add(std::vector<std::string> row, std::string below) {
  rows_.push_back(std::move(row));
  below_.push_back(std::move(below));
}

std::string Table::str() const {
  std::vector<std::size_t> widths;  // 0: left out
  for (std::size_t column = 0; column < rows_[0].size(); ++column) {
    std::size_t width = 0;
    for (std::size_t i = 1; i < rows_.size(); ++i) width = std::max(width, display_width(rows_[i][column]));
    widths.push_back(width == 0 ? 0 : std::max(width, display_width(rows_[0][column])));
  }
  std::string out;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto& row = rows_[i];
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (widths[column] > 0) line += padded(row[column], widths[column] + kGap);
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    if (!below_[i].empty()) out += indented(below_[i], kBelowIndent);
  }
  return out;
}

std::string Sheet::str() const {
  std::size_t width = 0;
  for (const auto& [label, value] : lines_) width = std::max(width, display_width(label));
  std::string out;
  for (const auto& [label, value] : lines_) {
    out += padded(label, width + kGap);
    for (const char c : value) {
      out += c;
      if (c == '\n') out += std::string(width + kGap, ' ');
    }
    out += "\n";
  }
  return out;
}

}  // namespace xinqiao::cli
