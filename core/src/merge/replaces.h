#pragma once

#include "merge/change.h"

namespace xinqiao {

bool is_deletion(const Change& change);

// Writes nothing: its author lets go of the own changes it covers, which were not taken. Merged nowhere.
bool is_letting_go(const Change& change);

// Of a change that awaits its record only what creates or deletes that, or lets go of the change, takes the place: what
// merely edits it awaits the record too.
bool ends_waiting(const Change& change);

// Whether a later change of the same record takes the place of one that was not taken: it writes every group that the
// other wrote, knowing it, and creates the record where the other did; or deletes the record, or lets it go, knowing
// it. Then nothing of the other is needed any more. `exists`: the record is there without the other. Pure. A deletion
// of what is not there withdraws it.
bool replaces(const Change& later, const Change& refused, bool exists);

}  // namespace xinqiao
