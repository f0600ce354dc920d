#pragma once

#include "domain/report/reports.h"
#include "xinqiao/client.h"

namespace xinqiao {

// One section for each child (or for one), to be a page of its own: who it is and where, and how to reach each of those
// around it (S5.2, S7.1).
Result<std::vector<domain::Section>> contact_cards(const Client& client, const domain::Township& township,
                                                   const domain::Asked& asked);

}  // namespace xinqiao
