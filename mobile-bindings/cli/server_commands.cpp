#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/output/json_output.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::cli {
namespace {

constexpr std::uint32_t kGiveUpMs = 28 * 1000;  // promised: within 30 s, the start of the program included

// What the office's list of devices calls this one until somebody renames it.
std::string device_label() {
  char host[256] = {};
  return ::gethostname(host, sizeof host - 1) == 0 ? host : "";
}

std::string role_label(std::uint32_t role) {
  const schema::Kind* person = schema::find_kind(schema::kPersonKind);
  const auto* value =
      person->message->find("posts")->message->find("role")->enumeration->find(static_cast<std::int32_t>(role));
  return value == nullptr ? std::to_string(role) : std::string(value->label.zh);
}

std::string kilobytes(std::uint64_t bytes) { return fmt::format("{:.1f} KB", static_cast<double>(bytes) / 1000.0); }

// What others wrote has come all the same.
void fail_if_damaged(const v1::ApiSyncReport& report) {
  if (report.damaged() == 0) return;
  throw Failure(
      "corrupt",
      fmt::format("本机的数据有损坏：{} 项修改读不出来，没有上传；还有 {} 项排在它们后面等着。请运行 rescue，把文件"
                  "交给乡镇办公室，由办公室放行后再同步；请保留整个数据文件夹 / the data here is damaged: {} "
                  "changes cannot be read and were not sent, and {} wait behind them. Run rescue, bring the "
                  "file to the office, and sync again once it has released them; keep the whole data folder",
                  report.damaged(), report.behind(), report.damaged(), report.behind()));
}

}  // namespace

void enroll(Core& core, const std::string& code) {
  v1::ApiRequest request;
  request.mutable_enroll()->set_code(text_argument(code));
  request.mutable_enroll()->set_label(device_label());
  const v1::ApiIdentity identity = core.call(request).enrolled();
  fmt::print("已登记：{}（{}），{}\n下一步：xinqiao --data DIR sync\n", identity.person_name(),
             role_label(identity.role()), identity.organisation_name());
}

namespace {

using Items = std::set<std::pair<std::string, std::string>>;

// What needs attention, with its state: a return of what waited is something new.
Items items_of(Core& core) {
  Items items;
  const v1::ApiAttentionList list = core.attention();
  for (const auto& item : list.items()) items.emplace(item.id(), item.state());
  return items;
}

void print_new_attention(const Items& before, const Items& now) {
  const auto is_new = [&](const auto& item) { return !before.contains(item); };
  const auto fresh = std::ranges::count_if(now, is_new);
  const auto returned = std::ranges::count_if(
      now, [&](const auto& item) { return is_new(item) && (item.second == "returned" || item.second == "rejected"); });
  if (fresh == 0) return;
  const std::string of_these = returned == 0 ? "" : fmt::format("（退回 {} 项）", returned);
  fmt::print("有 {} 项新的需要处理{}，请看：xinqiao --data DIR attention\n", fresh, of_these);
}

using Clashing = std::set<std::pair<Id, std::uint32_t>>;  // record and field

Clashing clashing_in(Core& core) {
  Clashing out;
  const auto clashing = core.clashing();
  for (const auto& [record, fields] : clashing) {
    for (const std::uint32_t field : fields) out.emplace(record, field);
  }
  return out;
}

// Told to everybody who holds the record: also to whose value is not the shown one any more.
void print_new_clashes(const Clashing& before, const Clashing& now) {
  const auto fresh = std::ranges::count_if(now, [&](const auto& clash) { return !before.contains(clash); });
  if (fresh > 0) fmt::print("有 {} 处新的冲突，各人写的都在，请看：xinqiao --data DIR clashes\n", fresh);
}

}  // namespace

void sync(Core& core, bool json) {
  const Items before = json ? Items() : items_of(core);
  const Clashing clashing_before = json ? Clashing() : clashing_in(core);
  v1::ApiRequest request;
  request.mutable_sync()->set_give_up_ms(kGiveUpMs);
  const v1::ApiSyncReport report = core.call(request).synced();
  if (json) {
    fmt::print("{}\n", sync_json(report));
    fail_if_damaged(report);
    return;
  }
  fmt::print("同步完成，用时 {:.1f} 秒\n", static_cast<double>(report.ms()) / 1000.0);
  fmt::print("上传 {} 项修改：接受 {}，待办公室审核 {}，退回 {}，在冲突中 {}\n", report.pushed(), report.accepted(),
             report.quarantined(), report.rejected(), report.clashed());
  fmt::print("下载 {} 条记录；{} 次请求，上行 {}，下行 {}\n", report.pulled(), report.requests(),
             kilobytes(report.bytes_up()), kilobytes(report.bytes_down()));
  print_new_clashes(clashing_before, clashing_in(core));
  print_new_attention(before, items_of(core));
  if (report.later()) {
    fmt::print(
        "服务器刚恢复，要等乡镇办公室的电脑先同步。新登记的内容还在本机，没有丢；过一会儿请再同步一次。\n"
        "The server was restored and waits for the office to sync first. New work stays here, nothing is lost: sync "
        "again later.\n");
  }
  fail_if_damaged(report);
}

}  // namespace xinqiao::cli
