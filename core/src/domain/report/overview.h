#pragma once

#include "domain/report/reports.h"

namespace xinqiao::domain {

// Children by village, school, arrangement, category, risk and age; how many are cared for; what is overdue with whom.
std::vector<Section> overview(const Township& township, const Asked& asked);

}  // namespace xinqiao::domain
