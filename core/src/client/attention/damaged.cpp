#include "client/attention/damaged.h"

#include <map>

namespace xinqiao {
namespace {

constexpr const char* kOwn =
    "本机的数据有损坏，这条记录的修改没有上传，也读不出来了：请运行 rescue，把文件交给乡镇办公室，并保留整个数据文件夹 "
    "/ the data here is damaged, and changes of this record that were not sent cannot be read: run rescue, bring the "
    "file to the office, and keep the whole data folder";
constexpr const char* kBase =
    "本机存的这条记录已损坏，同步时会重新下载 / what is kept of this record is damaged: syncing fetches it again";

Attention item_of(const Id& record, std::uint32_t kind, const char* reason) {
  Attention item;
  item.id = item.record = record;
  item.kind = kind;
  item.state = "damaged";
  item.reason = reason;
  return item;
}

}  // namespace

Result<std::vector<Attention>> damaged_work(LocalStore& store, std::uint32_t limit) {
  std::map<Id, Attention> items;
  XQ_ASSIGN(const auto look, store.records().look_for_damage(0, UINT32_MAX));
  for (const auto& row : look.damaged) items.emplace(row.id, item_of(row.id, row.kind, kBase));
  XQ_ASSIGN(const auto own, store.own().damaged());
  for (const auto& change : own) {
    auto& item = items[change.record];
    if (item.missing == 0) {
      XQ_ASSIGN(const auto row, store.records().get(change.record));
      item = item_of(change.record, row ? row->kind : 0, kOwn);
    }
    ++item.missing;
  }
  std::vector<Attention> out;
  for (auto& [record, item] : items) {
    if (out.size() < limit) out.push_back(std::move(item));
  }
  return out;
}

Error damaged_record() {
  return Error{
      ErrorCode::kCorrupt,
      "这条记录在本机已损坏，读不出来：请用 attention 查看怎么办 / this record is damaged here and cannot be read: "
      "see attention for what to do"};
}

}  // namespace xinqiao
