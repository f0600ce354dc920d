#include "storage/rescue.h"

#include "storage/meta_table.h"

namespace xinqiao {
namespace {

Status collect_changes(sqlite::Connection& connection, std::uint64_t first_seq, v1::SealedBatch& out) {
  XQ_ASSIGN(auto query, connection.prepare("SELECT sealed FROM changes WHERE batch = ?1 ORDER BY seq"));
  query.bind(1, first_seq);
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return {};
    out.add_changes(Bytes(query.blob(0)));
  }
}

}  // namespace

Result<RescuedWork> collect_unsent(sqlite::Connection& connection) {
  RescuedWork work;
  XQ_ASSIGN(const auto head, MetaTable(connection).get(kMetaRescue));
  if (!head || !work.bundle.ParseFromString(*head)) {
    return Error{
        ErrorCode::kNotFound,
        "这个目录还没有登记过，没有可以取出的记录 / this folder was never enrolled: there is nothing to rescue"};
  }
  XQ_ASSIGN(auto query,
            connection.prepare("SELECT first_seq, key_box, end FROM batches WHERE answered = 0 AND count > 0 "
                               "ORDER BY first_seq"));
  for (;;) {
    XQ_ASSIGN(const bool more, query.step());
    if (!more) return work;
    v1::SealedBatch batch;
    batch.set_key_box(Bytes(query.blob(1)));
    batch.set_end(Bytes(query.blob(2)));
    // A page of the file that cannot be read loses its batch, not the ones behind it.
    if (!collect_changes(connection, query.uint64(0), batch).ok()) continue;
    work.changes += static_cast<std::uint64_t>(batch.changes_size());
    *work.bundle.add_batches() = std::move(batch);
  }
}

Result<RescuedWork> collect_unsent(const std::string& database, const char* vfs) {
  auto work = [&]() -> Result<RescuedWork> {
    XQ_ASSIGN(const auto connection, sqlite::Connection::open(database, vfs));
    return collect_unsent(*connection);
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
  auto work = collect_unsent(copy, vfs);
  files.remove(copy);
  files.remove(copy + log);
  return work;
}

}  // namespace xinqiao
