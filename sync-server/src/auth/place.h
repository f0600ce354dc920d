#pragma once

#include "merge/change.h"
#include "merge/record_state.h"
#include "store/rows.h"

namespace xinqiao::server {

// Kinds that are of a class, a school or a village: children, events, groups.
bool has_place(std::uint32_t kind);
// By the values that stand.
Whereabouts place_in(const RecordState& state);
// While two values of a field clash nobody can tell where it is.
bool is_place_disputed(const RecordState& state);
// The field that says who did what a record of the kind tells of; 0: there is none.
std::uint32_t by_field(std::uint32_t kind);
// As the change makes it.
void move(const Change& change, std::uint32_t kind, Whereabouts& place);

}  // namespace xinqiao::server
