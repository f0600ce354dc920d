#pragma once

#include <vector>

#include "base/platform/random.h"
#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// Whoever writes down abuse or neglect of a child has to report it to the authorities (强制报告). With such a concern a
// step is begun that stays open until somebody writes down whom it was reported to. Its id comes from the concern's, so
// that two who write at the same time begin one step.
Status raise_mandatory_reports(LocalStore& store, const v1::Identity& identity, std::int64_t now_ms, Random& random,
                               std::vector<Edit>& edits);

}  // namespace xinqiao
