#include "client/attention/copied.h"

#include "client/attention/held.h"
#include "client/attention/refusal.h"
#include "client/view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

constexpr std::uint32_t kPageRows = 200;

// Nothing when the mark is not there (any more).
std::optional<Attention> read_device(const RecordState& view) {
  const Fields fields = shown_fields(view);
  const auto value = [&](std::string_view name) -> const Bytes* {
    const auto found = fields.find(named(schema::kDeviceKind, name).number);
    return found == fields.end() ? nullptr : &found->second;
  };
  const Bytes* copied = value("copied");
  if (copied == nullptr || is_hidden(view)) return std::nullopt;
  const Bytes* person = value("person");
  const Bytes* label = value("label");
  Attention item;
  item.id = item.record = view.record;
  item.kind = schema::kDeviceKind;
  item.state = "copied";
  item.reason = copied_text(label == nullptr ? "" : read_bytes(*label).value_or(""));
  if (person != nullptr) item.by = Id::from_bytes(read_bytes(*person).value_or(""));
  item.at_ms = static_cast<std::int64_t>(read_varint(*copied).value_or(0));
  item.for_office = true;
  return item;
}

}  // namespace

Result<std::vector<Attention>> copied_devices(LocalStore& store, const v1::Identity& identity, std::uint32_t limit) {
  std::vector<Attention> out;
  if (!is_office(identity)) return out;
  Id after;
  for (;;) {
    XQ_ASSIGN(const auto rows, store.records().page(schema::kDeviceKind, {}, after, kPageRows));
    for (const auto& row : rows) {
      XQ_ASSIGN(const auto overlay, store.own().overlay(row.id));
      auto item = read_device(view_of(row.id, row.kind, row.base ? &*row.base : nullptr, overlay));
      if (!item) continue;
      if (out.size() == limit) return out;
      out.push_back(*std::move(item));
    }
    if (rows.size() < kPageRows) return out;
    after = rows.back().id;
  }
}

}  // namespace xinqiao
