#include "names.h"

#include <cctype>

namespace xinqiao::plugin {

std::string snake_case(const std::string& camel) {
  std::string out;
  for (const char c : camel) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isupper(letter) && !out.empty()) out.push_back('_');
    out.push_back(static_cast<char>(std::tolower(letter)));
  }
  return out;
}

std::string value_name(const std::string& enum_name, const std::string& value) {
  std::string lower;
  for (const char c : value) lower.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  const std::string prefix = snake_case(enum_name) + "_";
  return lower.starts_with(prefix) ? lower.substr(prefix.size()) : "";
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (c == '\n') {
      out += "\\n";
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

}  // namespace xinqiao::plugin
