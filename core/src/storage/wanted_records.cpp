#include "storage/wanted_records.h"

namespace xinqiao {

Status WantedRecords::add(const Id& record) {
  XQ_ASSIGN(auto insert, connection_.prepare("INSERT OR IGNORE INTO wanted (record) VALUES (?1)"));
  return insert.bind_blob(1, record.bytes()).run();
}

Result<std::vector<Id>> WantedRecords::first(std::uint32_t limit) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT record FROM wanted ORDER BY record LIMIT ?1"));
  query.bind(1, limit);
  std::vector<Id> records;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return records;
    records.push_back(Id::from_bytes(query.blob(0)));
  }
}

Status WantedRecords::remove(const std::vector<Id>& records) {
  XQ_ASSIGN(auto erase, connection_.prepare("DELETE FROM wanted WHERE record = ?1"));
  for (const Id& record : records) {
    XQ_TRY(erase.bind_blob(1, record.bytes()).run());
    erase.reset();
  }
  return {};
}

}  // namespace xinqiao
