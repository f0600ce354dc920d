#pragma once

#include <set>
#include <vector>

#include "store/rows.h"

namespace xinqiao::server {

// What a push leaves to be done behind it, in the same transaction (service/decide/, service/gap/).
struct PushAftermath {
  std::vector<LoggedChange> refused;      // one of each transaction that was not taken by itself
  std::vector<LoggedChange> parked;       // waits behind one, or for its record
  std::vector<ChangeId> replaced;         // refused, and written anew by their author
  std::vector<ChangeId> taken_along;      // parked with others, and let go or taken back by their author
  std::set<Id> decisions;                 // records of the kind, created or changed
  std::vector<ChangeId> lifted;           // not accepted so far, and once accepted by a receipt shown
  std::vector<LoggedChange> awaited;      // waited for a record that is here now
  std::vector<ChangeId> restamped;        // a wrong clock's stamps, corrected
  std::vector<std::uint32_t> reinstated;  // devices that are revoked no more
  std::vector<Jump> filled;               // what is left of gaps that were released before

  bool empty() const {
    return refused.empty() && parked.empty() && replaced.empty() && decisions.empty() && lifted.empty() &&
           awaited.empty() && restamped.empty() && reinstated.empty() && taken_along.empty();
  }
};

}  // namespace xinqiao::server
