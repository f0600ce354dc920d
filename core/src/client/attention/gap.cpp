#include "client/attention/gap.h"

#include "client/attention/held.h"
#include "client/attention/refusal.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

constexpr std::uint32_t kPageRows = 200;

Bytes bytes_in(const Fields& fields, std::string_view name) {
  const auto found = fields.find(named(schema::kGapKind, name).number);
  return found == fields.end() ? Bytes() : read_bytes(found->second).value_or("");
}

std::uint64_t number_in(const Fields& fields, std::string_view name) {
  const auto found = fields.find(named(schema::kGapKind, name).number);
  return found == fields.end() ? 0 : read_varint(found->second).value_or(0);
}

std::string state_in(const Fields& fields) {
  const schema::EnumValue* value =
      named(schema::kGapKind, "state").enumeration->find(static_cast<std::int32_t>(number_in(fields, "state")));
  return value == nullptr ? "waiting" : std::string(value->name);
}

bool is_open(const Gap& gap) { return gap.state == "waiting" || gap.state == "forked"; }

Gap read_gap(const Id& id, const Fields& fields) {
  Gap gap;
  gap.change = bytes_in(fields, "change");
  gap.state = state_in(fields);
  Attention& item = gap.item;
  item.id = item.record = id;
  item.kind = schema::kGapKind;
  item.state = gap.state == "forked" ? "forked" : "gap";
  item.for_office = true;
  item.by = Id::from_bytes(bytes_in(fields, "author"));
  item.at_ms = static_cast<std::int64_t>(number_in(fields, "since"));
  item.waiting = number_in(fields, "waiting");
  if (gap.state == "forked") {
    item.reason = forked_text(item.waiting);
    return gap;
  }
  item.missing = number_in(fields, "to") + 1 - number_in(fields, "from");
  item.reason = gap_text(item.missing, item.waiting);
  return gap;
}

}  // namespace

Result<std::optional<Gap>> gap_of(LocalStore& store, const Id& id) {
  XQ_ASSIGN(const auto row, store.records().get(id));
  if (!row || row->kind != schema::kGapKind || !row->base) return std::optional<Gap>();
  return std::optional(read_gap(id, shown_fields(*row->base)));
}

Result<std::vector<Attention>> open_gaps(LocalStore& store, const v1::Identity& identity, std::uint32_t limit) {
  std::vector<Attention> out;
  if (!is_office(identity)) return out;
  Id after;
  for (;;) {
    XQ_ASSIGN(const auto rows, store.records().page(schema::kGapKind, {}, after, kPageRows));
    for (const auto& row : rows) {
      if (!row.base) continue;
      Gap gap = read_gap(row.id, shown_fields(*row.base));
      if (!is_open(gap)) continue;
      XQ_ASSIGN(const bool released, is_decided(store, id_about(identity, schema::kReleaseKind, gap.change)));
      if (released) continue;
      if (out.size() == limit) return out;
      out.push_back(std::move(gap.item));
    }
    if (rows.size() < kPageRows) return out;
    after = rows.back().id;
  }
}

}  // namespace xinqiao
