#include "cli/edit/words.h"

#include "cli/failure.h"

namespace xinqiao::cli {
namespace {

// Takes one character of what stands between double quotes.
char take_quoted(std::string_view& rest) {
  char c = rest.front();
  rest.remove_prefix(1);
  if (c != '\\' || rest.empty()) return c;
  c = rest.front();
  if (c != 'n' && c != 't' && c != '"' && c != '\\') return '\\';
  rest.remove_prefix(1);
  return c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

// Takes the rest of what a quote has opened, and the quote that ends it.
void take_until(char quote, std::string_view& rest, std::string& word) {
  while (!rest.empty() && rest.front() != quote) {
    if (quote == '"') {
      word += take_quoted(rest);
    } else {
      word += rest.front();
      rest.remove_prefix(1);
    }
  }
  if (rest.empty()) throw wrong_usage("引号没有写完 / a quote is not closed");
  rest.remove_prefix(1);
}

}  // namespace

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  bool inside = false;
  while (!line.empty()) {
    const char c = line.front();
    line.remove_prefix(1);
    if (c == ' ' || c == '\t') {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (c == '\'' || c == '"') {
      take_until(c, line, words.back());
    } else {
      words.back() += c;
    }
  }
  return words;
}

}  // namespace xinqiao::cli
