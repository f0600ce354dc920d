#include <fmt/format.h>

#include <charconv>
#include <exception>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/naming/names.h"
#include "cli/naming/references.h"
#include "cli/output/display.h"
#include "cli/output/json_output.h"
#include "model/text_codec.h"

namespace xinqiao::cli {
namespace {

constexpr std::size_t kValueIndent = 7;
constexpr std::size_t kSeenIndent = 10;

const schema::Field* field_of(const v1::ApiClash& clash) {
  const schema::Kind* kind = schema::find_kind(clash.kind());
  return kind == nullptr ? nullptr : kind->message->find(clash.field());
}

std::string value_text(Names& names, const v1::ApiClash& clash, const Bytes& value) {
  if (clash.field() == 0) return value.empty() ? "（保留）" : "（删除）";
  if (value.empty()) return "（空）";
  const schema::Field* field = field_of(clash);
  const std::string text = field == nullptr ? to_hex(value) : names.value(*field, value);
  return text.empty() ? "（空）" : text;
}

std::string field_text(const v1::ApiClash& clash) {
  if (clash.field() == 0) return "删除";
  const schema::Field* field = field_of(clash);
  return field == nullptr ? fmt::format("字段 {}", clash.field()) : std::string(field->label.zh);
}

template <typename Value>
std::string who_and_when(Names& names, const Value& value) {
  return fmt::format("{}，{}", names.of(Id::from_bytes(value.by())), time_for_people(value.at_ms()));
}

// Whole, whatever its length: two values may differ in their last word.
std::string beside(const std::string& value, const std::string& who, std::size_t indent) {
  return is_short(value) ? fmt::format("{}  （{}）\n", value, who)
                         : fmt::format("（{}）\n{}", who, indented(value, indent));
}

void print_clash(Core& core, Names& names, const v1::ApiClash& clash) {
  const schema::Kind* kind = schema::find_kind(clash.kind());
  const Id id = Id::from_bytes(clash.record());
  const auto record = core.find(id);
  fmt::print("{:016x}  {} {} {} · {}\n", clash.id(), kind == nullptr ? "记录" : kind->label.zh,
             record ? title_of(*record) : "", id.uuid(), field_text(clash));
  int number = 0;
  for (const auto& value : clash.values()) {
    fmt::print("  {} {}. {}", value.shown() ? "▶" : " ", ++number,
               beside(value_text(names, clash, value.value()), who_and_when(names, value), kValueIndent));
    for (const auto& saw : value.saw()) {
      fmt::print("        改之前看到：{}",
                 beside(value_text(names, clash, saw.value()), who_and_when(names, saw), kSeenIndent));
    }
  }
}

v1::ApiClashList list_clashes(Core& core, bool remember) {
  v1::ApiRequest request;
  request.mutable_clashes()->set_remember(remember);
  return core.call(request).clashes();
}

std::uint64_t clash_id(const std::string& written) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), id, 16);
  if (error != std::errc() || end != written.data() + written.size() || written.size() != 16) {
    throw wrong_usage(
        fmt::format("'{}' 不是冲突编号，请用 clashes 查看 / '{}' is no id of a clash: see clashes", written, written));
  }
  return id;
}

std::uint32_t number_argument(const std::string& written) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), number);
  if (error != std::errc() || end != written.data() + written.size() || number == 0) {
    throw wrong_usage(fmt::format("take 后面要写第几个值，如 take 2 / take wants the number of a value, as in take 2"));
  }
  return number;
}

// An organisation named for the first time, once it is sure that there is something to decide.
void create_named(Core& core, std::uint64_t clash, const v1::ApiSave& save) {
  v1::ApiRequest request;
  request.mutable_resolve()->set_clash(clash);
  request.mutable_resolve()->set_keep(true);
  request.mutable_resolve()->set_only_check(true);
  core.call(request);
  core.save(save);
}

// The text as the clash's field takes it.
Bytes parse_value(Core& core, std::uint64_t id, const std::string& written) {
  const v1::ApiClashList list = list_clashes(core, false);
  for (const auto& clash : list.clashes()) {
    if (clash.id() != id) continue;
    const schema::Field* field = field_of(clash);
    if (field == nullptr || field->message != nullptr) {
      throw Failure(
          "invalid",
          "这个字段不能用文字写：请先用 keep 或 take 决定，再用 set 修改 / this field is not written as text: decide "
          "with keep or take, then change it with set");
    }
    References references(core);
    v1::ApiSave save;
    std::exception_ptr failure;  // the core is built without exceptions: none may cross it
    const text::Resolver resolve = [&](std::string_view ref, std::string_view name) -> Result<Id> {
      try {
        return references.resolve(field->name, ref, name, save);
      } catch (...) {
        failure = std::current_exception();
        return Error{ErrorCode::kInvalid, ""};
      }
    };
    auto fields =
        text::parse(*schema::find_kind(clash.kind())->message, {{std::string(field->name), written}}, {}, resolve);
    if (failure) std::rethrow_exception(failure);
    if (save.edits_size() > 0) create_named(core, id, save);
    const Fields parsed = must(std::move(fields));
    const auto found = parsed.find(field->number);
    return found == parsed.end() ? Bytes() : found->second;
  }
  return {};  // the core says that there is no such clash
}

}  // namespace

void clashes(Core& core, bool json) {
  const v1::ApiClashList list = list_clashes(core, true);
  Names names(core);
  for (const auto& clash : list.clashes()) {
    if (json) {
      fmt::print("{}\n", clash_json(clash));
    } else {
      print_clash(core, names, clash);
    }
  }
  if (json) return;
  if (list.clashes().empty()) {
    fmt::print("没有冲突\n");
  } else {
    fmt::print("决定：xinqiao --data DIR resolve 编号 keep（保留 ▶）| take N（用第 N 个）| value 文字（写新的）\n");
  }
}

void resolve(Core& core, const std::string& clash, const std::vector<std::string>& how) {
  v1::ApiRequest request;
  auto& resolution = *request.mutable_resolve();
  resolution.set_clash(clash_id(clash));
  const std::string& word = how.front();
  if (word == "keep" && how.size() == 1) {
    resolution.set_keep(true);
  } else if (word == "take" && how.size() == 2) {
    resolution.set_take(number_argument(how[1]));
  } else if (word == "value" && how.size() == 2) {
    resolution.set_value(parse_value(core, resolution.clash(), how[1]));
  } else {
    throw wrong_usage(
        "要写 keep、take N 或 value 文字（一个参数，要加引号；- 开头的写 value -- -5） / write keep, take N, or value "
        "TEXT (one argument: quote it; of one that begins with -: value -- -5)");
  }
  core.call(request);
  fmt::print("已决定；同步后大家看到的就是它\n");
}

}  // namespace xinqiao::cli
