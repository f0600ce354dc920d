#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace xinqiao::cli {

// One line of an import: a JSON object that remembers which of its fields were asked for, so that none is
// dropped unseen. null and "" are absent. A field of another type than asked for is a Failure that names it.
class ImportLine {
 public:
  explicit ImportLine(std::string_view text);

  std::optional<std::string> text(const std::string& name);
  std::optional<std::int64_t> whole(const std::string& name, std::int64_t min, std::int64_t max);
  std::optional<double> real(const std::string& name);
  std::optional<bool> yes_no(const std::string& name);
  std::optional<std::int64_t> time(const std::string& name);  // milliseconds
  std::vector<std::string> texts(const std::string& name);    // a list, or one text
  std::optional<Id> id(const std::string& name);
  Id required_id(const std::string& name);

  using Rest = std::vector<std::pair<std::string, nlohmann::json>>;
  Rest rest() const;  // what has a value and was never asked for

 private:
  const nlohmann::json* find(const std::string& name);

  nlohmann::json object_;
  std::set<std::string> asked_;
};

}  // namespace xinqiao::cli
