#include "client/attention/copied.h"

#include "client/attention/held.h"
#include "client/attention/named_fields.h"
#include "client/attention/refusal.h"
#include "client/every_view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

// Nothing when the mark is not there (any more).
std::optional<Attention> read_device(const RecordState& view) {
  const schema::Message& message = *schema::find_kind(schema::kDeviceKind)->message;
  const Fields fields = shown_fields(view);
  const auto copied = static_cast<std::int64_t>(number_in(fields, message, "copied"));
  if (copied == 0 || is_hidden(view)) return std::nullopt;
  Attention item;
  item.id = item.record = view.record;
  item.kind = schema::kDeviceKind;
  item.state = "copied";
  item.reason = copied_text(bytes_in(fields, message, "label"));
  item.by = Id::from_bytes(bytes_in(fields, message, "person"));
  item.at_ms = copied;
  item.for_office = true;
  return item;
}

}  // namespace

Result<std::vector<Attention>> copied_devices(LocalStore& store, const v1::Identity& identity, std::uint32_t limit) {
  std::vector<Attention> out;
  if (!is_office(identity) || limit == 0) return out;
  XQ_TRY(for_each_row(store, schema::kDeviceKind, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
    XQ_ASSIGN(const auto overlay, store.own().overlay(row.id));
    auto item = read_device(view_of(row.id, row.kind, row.base ? &*row.base : nullptr, overlay));
    if (item) out.push_back(*std::move(item));
    return out.size() < limit;
  }));
  return out;
}

}  // namespace xinqiao
