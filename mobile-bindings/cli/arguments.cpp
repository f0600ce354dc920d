#include <fmt/format.h>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/failure.h"

namespace xinqiao::cli {

const schema::Kind& kind_argument(const std::string& name) {
  if (const schema::Kind* kind = schema::find_kind(name)) return *kind;
  std::string names;
  for (const auto& kind : schema::kinds()) names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
  throw wrong_usage(fmt::format("没有 '{}' 这种记录，可以是 {} / There is no kind of record '{}'; it is one of {}",
                                name, names, name, names));
}

Id id_argument(const std::string& uuid) {
  const auto id = Id::parse(uuid);
  if (id.ok()) return *id;
  throw wrong_usage(
      fmt::format("'{}' 不是记录编号，编号形如 0ad1e8ab-b9e1-44d0-80b5-47270c9368d9 / "
                  "'{}' is no record's id; ids look like 0ad1e8ab-b9e1-44d0-80b5-47270c9368d9",
                  uuid, uuid));
}

std::string text_argument(std::string text) {
  if (is_utf8(text)) return text;
  throw wrong_usage("文字编码不是 UTF-8，请重新输入 / it is not UTF-8 text: enter it again");
}

}  // namespace xinqiao::cli
