#include "storage/rescue.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <vector>

#include "base/crypto.h"
#include "storage/meta_table.h"
#include "storage/sqlite/patient_scan.h"

namespace xinqiao {
namespace {

constexpr sqlite::Sql kBatchesInOrder =
    "SELECT first_seq, count, bytes, answered, key_box, end FROM batches NOT INDEXED "
    "WHERE first_seq >= ?1 AND first_seq < ?2 ORDER BY first_seq";
constexpr sqlite::Sql kChangesInOrder =
    "SELECT seq, batch, id, sealed FROM changes NOT INDEXED WHERE seq >= ?1 AND seq < ?2 ORDER BY seq";

// A batch as its row tells, or a place where one must have lain.
struct Kept {
  std::uint64_t first_seq = 0;
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  bool answered = false;
  bool found = false;
  bool left_out = false;
  v1::SealedBatch sealed;

  std::uint64_t behind() const { return first_seq + count; }
};

bool cannot_be_read(const Error& error) { return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kIo; }

class Collecting {
 public:
  explicit Collecting(sqlite::Connection& connection) : connection_(connection), meta_(connection) {}

  Result<RescuedWork> collect(std::uint64_t answered_bytes) {
    XQ_TRY(read_head());
    XQ_ASSIGN(const auto writer, read_writer());
    XQ_ASSIGN(auto kept, read_batches(writer));
    choose(kept, answered_bytes);
    v1::BundleIndex index;
    index.set_incarnation(writer.incarnation());
    index.set_chain(writer.chain());
    for (Kept& batch : kept) XQ_TRY(add(batch, index));
    const Bytes& key = work_.bundle.server_key();
    // The head may be damaged: the file is of use without an index.
    if (auto sealed = crypto::seal_to(key, index.SerializeAsString()); sealed.ok()) {
      work_.bundle.set_index(*std::move(sealed));
    }
    return std::move(work_);
  }

 private:
  // Without its head the file is still of use: whose it is its batches show to the one who can open them.
  Status read_head() {
    const auto head = meta_.get(kMetaRescue);
    if (!head.ok() && !cannot_be_read(head.error())) return head.error();
    const std::optional<Bytes> bytes = head.ok() ? *head : Bytes();
    XQ_ASSIGN(const bool any, has_batches());
    if (!bytes && !any) {
      return Error{
          ErrorCode::kNotFound,
          "这个目录还没有登记过，没有可以取出的记录 / this folder was never enrolled: there is nothing to rescue"};
    }
    if (bytes && !bytes->empty() && work_.bundle.ParseFromString(*bytes)) return {};
    work_.bundle.Clear();
    work_.bundle.set_format(1);
    return {};
  }

  // Also when that cannot be read.
  Result<bool> has_batches() {
    XQ_ASSIGN(auto query, connection_.prepare("SELECT 1 FROM batches NOT INDEXED LIMIT 1"));
    const auto found = query.step();
    if (!found.ok() && !cannot_be_read(found.error())) return found.error();
    return !found.ok() || *found;
  }

  Result<v1::WriterState> read_writer() {
    auto writer = meta_.writer();
    if (!writer.ok() && !cannot_be_read(writer.error())) return writer.error();
    return writer.ok() ? std::move(*writer) : v1::WriterState();
  }

  // The first seq there is, or the last; nothing when no row can be read at that end.
  Result<std::optional<std::uint64_t>> edge(sqlite::Sql sql) {
    XQ_ASSIGN(auto query, connection_.prepare(sql));
    const auto found = query.step();
    if (!found.ok() && !cannot_be_read(found.error())) return found.error();
    if (!found.ok() || !*found) return std::optional<std::uint64_t>();
    return std::optional(query.uint64(0));
  }

  Result<std::vector<Kept>> read_batches(const v1::WriterState& writer) {
    XQ_ASSIGN(const auto first, edge("SELECT seq FROM changes NOT INDEXED ORDER BY seq LIMIT 1"));
    XQ_ASSIGN(const auto last, edge("SELECT seq FROM changes NOT INDEXED ORDER BY seq DESC LIMIT 1"));
    const std::uint64_t end = std::max<std::uint64_t>(writer.next_seq(), last.value_or(0) + 1);
    std::vector<Kept> kept;
    std::uint64_t next = first.value_or(1);
    const auto note_hole = [&](std::uint64_t until) {
      if (next < until) kept.push_back({.first_seq = next, .count = until - next, .sealed = {}});
    };
    XQ_TRY(sqlite::scan_past_damage(connection_, kBatchesInOrder, 0, end, [&](const sqlite::Statement& row) {
      if (row.uint64(1) == 0) return;
      Kept batch{row.uint64(0), row.uint64(1), row.uint64(2), row.int64(3) == 1, true, false, {}};
      batch.sealed.set_key_box(Bytes(row.blob(4)));
      batch.sealed.set_end(Bytes(row.blob(5)));
      note_hole(batch.first_seq);
      next = batch.behind();
      kept.push_back(std::move(batch));
    }));
    note_hole(end);
    return kept;
  }

  static void choose(std::vector<Kept>& kept, std::uint64_t answered_bytes) {
    std::uint64_t bytes = 0;
    for (Kept& batch : std::views::reverse(kept)) {
      if (!batch.answered) continue;
      bytes += batch.bytes;
      batch.left_out = bytes > answered_bytes;
    }
  }

  Status add(Kept& batch, v1::BundleIndex& index) {
    if (batch.left_out) {
      work_.left_out += batch.count;
      return {};
    }
    auto& indexed = *index.add_batches();
    indexed.set_first_seq(batch.first_seq);
    indexed.set_count(static_cast<std::uint32_t>(batch.count));
    XQ_TRY(sqlite::scan_past_damage(connection_, kChangesInOrder, batch.first_seq, batch.behind(),
                                    [&](const sqlite::Statement& row) {
                                      if (row.uint64(0) + 1 == batch.behind()) indexed.set_last(row.uint64(2));
                                      if (batch.found && row.uint64(1) == batch.first_seq)
                                        batch.sealed.add_changes(Bytes(row.blob(3)));
                                    }));
    const bool whole = batch.found && static_cast<std::uint64_t>(batch.sealed.changes_size()) == batch.count;
    if (!whole) work_.missing += batch.count;
    if (!batch.found) return {};
    if (whole) {
      work_.changes += batch.count;
      if (!batch.answered) work_.unsent += batch.count;
    } else {
      batch.sealed.set_count(static_cast<std::uint32_t>(batch.count));
    }
    *work_.bundle.add_batches() = std::move(batch.sealed);
    return {};
  }

  sqlite::Connection& connection_;
  MetaTable meta_;
  RescuedWork work_;
};

}  // namespace

Result<RescuedWork> collect_work(sqlite::Connection& connection, std::uint64_t answered_bytes) {
  return Collecting(connection).collect(answered_bytes);
}

Result<RescuedWork> collect_work(const std::string& database, const char* vfs) {
  auto work = [&]() -> Result<RescuedWork> {
    XQ_ASSIGN(const auto connection, sqlite::Connection::open(database, vfs));
    return collect_work(*connection);
  }();
  if (!work.ok() && work.error().code == ErrorCode::kCorrupt) {
    return Error{
        ErrorCode::kCorrupt,
        "数据文件已损坏，取不出来：请保留整个文件夹，把设备交给乡镇办公室 / the data file is damaged and nothing "
        "could be taken out: keep the whole folder and bring the device to the office"};
  }
  return work;
}

Result<RescuedWork> collect_from_copy(const std::string& database, const std::string& copy, FileSystem& files,
                                      const char* vfs) {
  const std::string log = "-wal";  // what was saved last may stand in it alone
  XQ_ASSIGN(const auto main, files.read(database));
  XQ_TRY(files.write_private(copy, main));
  if (files.exists(database + log)) {
    XQ_ASSIGN(const auto tail, files.read(database + log));
    XQ_TRY(files.write_private(copy + log, tail));
  }
  auto work = collect_work(copy, vfs);
  files.remove(copy);
  files.remove(copy + log);
  return work;
}

}  // namespace xinqiao
