#include "cli/naming/names.h"

#include "base/china_time.h"
#include "model/text_codec.h"

namespace xinqiao::cli {

std::string title_of(const Record& record) {
  if (record.kind == nullptr || record.kind->title.empty()) return {};
  const schema::Field* field = record.kind->message->find(record.kind->title);
  const auto it = record.fields.find(field->number);
  return it == record.fields.end() ? std::string() : read_bytes(it->second).value_or("");
}

std::string time_for_people(std::int64_t ms) {
  constexpr std::size_t kDay = 10;     // 2026-10-12
  constexpr std::size_t kMinutes = 5;  // 08:00
  const std::string exact = china_time::format_time(ms);
  return exact.substr(0, kDay) + " " + exact.substr(kDay + 1, kMinutes);
}

std::string Names::of(const Id& id) {
  if (id.is_nil()) return {};
  const auto [it, fresh] = names_.try_emplace(id);
  if (fresh) {
    const auto record = core_.find(id);
    const std::string title = record ? title_of(*record) : std::string();
    it->second = title.empty() ? id.uuid() : title;
  }
  return it->second;
}

std::string Names::value(const schema::Field& field, BytesView bytes) {
  if (field.format == schema::Format::kTime && !field.repeated) {
    if (const auto ms = read_varint(bytes)) return time_for_people(static_cast<std::int64_t>(*ms));
  }
  if (field.ref.empty()) return text::value_text(field, bytes);
  const auto ids = read_each(bytes);
  if (!ids) return text::value_text(field, bytes);
  std::string out;
  for (const Bytes& id : *ids) {
    if (!out.empty()) out += "、";
    out += of(Id::from_bytes(id));
  }
  return out;
}

}  // namespace xinqiao::cli
