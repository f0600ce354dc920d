#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/naming/names.h"
#include "cli/output/display.h"

namespace xinqiao::cli {

void search(Core& core, const std::vector<std::string>& words, bool json) {
  v1::ApiRequest request;
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + text_argument(word);
  request.mutable_search()->set_text(text);
  const v1::ApiFoundList list = core.call(request).found();
  Names names(core);
  Table table({"姓名", "", "村", "学校", "编号"});
  for (const auto& found : list.found()) {
    const Id id = Id::from_bytes(found.id());
    const std::string village = names.of(Id::from_bytes(found.village()));
    const std::string school = names.of(Id::from_bytes(found.school()));
    if (json) {
      const nlohmann::ordered_json line{{"id", id.uuid()},
                                        {"kind", found.is_child() ? "child" : "person"},
                                        {"name", found.name()},
                                        {"village", village},
                                        {"school", school}};
      fmt::print("{}\n", line.dump());
    } else {
      table.add({found.name(), found.is_child() ? "儿童" : "人员", village, school, id.uuid()});
    }
  }
  if (json) return;
  if (list.found_size() > 0) fmt::print("{}", table.str());
  fmt::print("找到 {}\n", list.found_size());
}

}  // namespace xinqiao::cli
