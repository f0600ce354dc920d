#include "storage/beneath_lost.h"

namespace xinqiao {
namespace {

Bytes join(const std::vector<ChangeId>& ids) {
  Bytes out;
  for (const ChangeId id : ids) append_u64(out, id);
  return out;
}

std::vector<ChangeId> split(BytesView bytes) {
  std::vector<ChangeId> ids;
  for (; bytes.size() >= sizeof(ChangeId); bytes.remove_prefix(sizeof(ChangeId)))
    ids.push_back(read_u64(bytes.substr(0, sizeof(ChangeId))));
  return ids;
}

}  // namespace

Status BeneathLost::add(const Id& record, const Entry& entry) {
  XQ_ASSIGN(auto insert,
            connection_.prepare("INSERT INTO beneath (record, group_number, heads, own) VALUES (?1, ?2, ?3, ?4)"));
  const Bytes heads = join(entry.heads);
  const Bytes own = join(entry.own);
  return insert.bind_blob(1, record.bytes()).bind(2, entry.group).bind_blob(3, heads).bind_blob(4, own).run();
}

Result<std::vector<BeneathLost::Entry>> BeneathLost::of(const Id& record) {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT no, group_number, heads, own FROM beneath WHERE record = ?1"));
  query.bind_blob(1, record.bytes());
  std::vector<Entry> out;
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return out;
    const auto group = static_cast<std::uint32_t>(query.uint64(1));
    out.push_back({query.int64(0), group, split(query.blob(2)), split(query.blob(3))});
  }
}

Result<bool> BeneathLost::is_empty() {
  XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM beneath LIMIT 1"));
  XQ_ASSIGN(const bool any, query.step());
  return !any;
}

Status BeneathLost::erase(std::int64_t no) {
  XQ_ASSIGN(auto query, connection_.prepare("DELETE FROM beneath WHERE no = ?1"));
  return query.bind(1, no).run();
}

}  // namespace xinqiao
