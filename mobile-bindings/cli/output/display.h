#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xinqiao::cli {

// Columns on a terminal: a Chinese character takes two.
std::size_t display_width(std::string_view utf8);
std::string padded(std::string_view utf8, std::size_t width);
// On one line and no wider than `width`; what is cut ends in "…".
std::string shortened(std::string_view utf8, std::size_t width);

// Fits beside other things on one line.
bool is_short(std::string_view utf8);
// Each line of a text with so many spaces before it, and its end.
std::string indented(std::string_view text, std::size_t spaces);

// Rows under a heading, in aligned columns. A column with nothing under its heading is left out.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) : rows_{std::move(heading)} {}
  // `below`: what is too long for its cell, under the row.
  void add(std::vector<std::string> row, std::string below = {});
  std::string str() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> below_{""};  // of each row
};

// "标签  值" lines with the values aligned; further lines of a value under its first.
class Sheet {
 public:
  void add(std::string label, std::string value) { lines_.emplace_back(std::move(label), std::move(value)); }
  std::string str() const;

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

}  // namespace xinqiao::cli
