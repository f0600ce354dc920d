#pragma once

#include <optional>
#include <vector>

#include "merge/record_state.h"
#include "storage/base_records.h"
#include "storage/own_log/own_change.h"
#include "xinqiao/client.h"

namespace xinqiao {

// Base heads with own changes replayed over them (docs/protocol.md section 8). Pure.
RecordState view_of(const Id& record, std::uint32_t kind, const RecordState* base,
                    const std::vector<OwnChange>& overlay);

// The record itself is here: the server has told of it, or an own change that stands begins it. A restored server may
// have lost a record and have edits of it, which nobody can make anything of until somebody brings it back.
bool is_begun(const RecordState* base, const std::vector<OwnChange>& overlay);
// Or an own edit of it waits, which its author still sees.
bool is_begun_or_waits(const RecordState* base, const std::vector<OwnChange>& overlay);

// What stands for "deleted" where a line or a clash is about the record itself (field 0).
inline constexpr const char* kDeletedMark = "deleted";

// Nothing of it stands: its only changes were refused.
bool is_empty(const RecordState& view);

// As lists have it; nothing: the record is damaged, or not here itself, or nothing of it stands.
std::optional<RecordState> listed(const BaseRecords::Row& row, const std::vector<OwnChange>& overlay);

Shown shown_of(const RecordState& view, bool unsent);
Draft draft_of(const RecordState& view);

}  // namespace xinqiao
