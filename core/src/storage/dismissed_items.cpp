#include "storage/dismissed_items.h"

namespace xinqiao {

Status DismissedItems::add(const Id& item) {
  XQ_ASSIGN(auto insert, connection_.prepare("INSERT OR IGNORE INTO dismissed (item) VALUES (?1)"));
  return insert.bind_blob(1, item.bytes()).run();
}

Result<bool> DismissedItems::contains(const Id& item) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM dismissed WHERE item = ?1"));
  return query.bind_blob(1, item.bytes()).step();
}

}  // namespace xinqiao
