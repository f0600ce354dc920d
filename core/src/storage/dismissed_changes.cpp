#include "storage/dismissed_changes.h"

namespace xinqiao {

Status DismissedChanges::add(ChangeId change) {
  XQ_ASSIGN(auto insert, connection_.prepare("INSERT OR IGNORE INTO dismissed (change) VALUES (?1)"));
  return insert.bind(1, change).run();
}

Result<bool> DismissedChanges::contains(ChangeId change) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM dismissed WHERE change = ?1"));
  return query.bind(1, change).step();
}

}  // namespace xinqiao
