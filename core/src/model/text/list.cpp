#include "model/text/encode.h"

namespace xinqiao::text {

std::vector<std::string> split_list(std::string_view line) {
  std::vector<std::string> values;
  std::string value;
  std::size_t kept = 0;  // up to the last character that is not a loose space
  const auto finish = [&] {
    value.resize(kept);
    if (!value.empty()) values.push_back(value);
    value.clear();
    kept = 0;
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool escaped = line[i] == '\\' && i + 1 < line.size();
    if (escaped) ++i;
    if (!escaped && line[i] == ',') {
      finish();
      continue;
    }
    if (!escaped && line[i] == ' ' && value.empty()) continue;
    value.push_back(line[i]);
    if (escaped || line[i] != ' ') kept = value.size();
  }
  finish();
  return values;
}

std::string escape_in_list(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool at_end = i == 0 || i + 1 == value.size();
    if (value[i] == ',' || value[i] == '\\' || (value[i] == ' ' && at_end)) out.push_back('\\');
    out.push_back(value[i]);
  }
  return out;
}

}  // namespace xinqiao::text
