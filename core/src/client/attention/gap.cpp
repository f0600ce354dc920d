#include "client/attention/gap.h"

#include "client/attention/held.h"
#include "client/attention/named_fields.h"
#include "client/attention/refusal.h"
#include "client/every_view.h"
#include "merge/standing.h"

namespace xinqiao {
namespace {

bool is_open(const Gap& gap) { return gap.state == "waiting" || gap.state == "forked"; }

Gap read_gap(const Id& id, const Fields& fields) {
  const schema::Message& message = *schema::find_kind(schema::kGapKind)->message;
  Gap gap;
  gap.change = bytes_in(fields, message, "change");
  gap.state = choice_in(fields, message, "state");
  if (gap.state.empty()) gap.state = "waiting";
  Attention& item = gap.item;
  item.id = item.record = id;
  item.kind = schema::kGapKind;
  item.state = gap.state == "forked" ? "forked" : "gap";
  item.for_office = true;
  item.by = Id::from_bytes(bytes_in(fields, message, "author"));
  item.at_ms = static_cast<std::int64_t>(number_in(fields, message, "since"));
  item.waiting = number_in(fields, message, "waiting");
  if (gap.state == "forked") {
    item.reason = forked_text(item.waiting);
    return gap;
  }
  item.missing = number_in(fields, message, "to") + 1 - number_in(fields, message, "from");
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
  if (!is_office(identity) || limit == 0) return out;
  XQ_TRY(for_each_row(store, schema::kGapKind, {}, [&](const BaseRecords::Row& row) -> Result<bool> {
    if (!row.base) return true;
    Gap gap = read_gap(row.id, shown_fields(*row.base));
    if (!is_open(gap)) return true;
    XQ_ASSIGN(const auto release, verdict_of(store, id_about(identity, schema::kReleaseKind, gap.change)));
    if (!release) out.push_back(std::move(gap.item));
    return out.size() < limit;
  }));
  return out;
}

}  // namespace xinqiao
