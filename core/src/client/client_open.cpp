#include "base/crypto.h"
#include "client/parts.h"
#include "storage/rescue.h"
#include "wire/enroll_code.h"

namespace xinqiao {
namespace {

Identity public_identity(const v1::Identity& from) {
  return Identity{Id::from_bytes(from.person()),          from.person_name(),       from.role(),
                  Id::from_bytes(from.organisation_id()), from.organisation_name(), from.device()};
}

// Nothing is saved or pulled before enrolment.
Error whose_is_lost() {
  return Error{
      ErrorCode::kCorrupt,
      "数据文件已损坏，登记信息读不出来了：请运行 rescue，把文件交给乡镇办公室，保留整个数据文件夹，再用新邀请码登记"
      "一个新文件夹 / the data file is damaged and whose it is cannot be read: run rescue, bring the file to the "
      "office, keep the whole folder, and enroll a fresh one with a new code"};
}

// No version was released that made such folders; what one of them saved could neither be sent nor rescued.
Error of_a_draft() {
  return Error{
      ErrorCode::kRefused,
      "这个数据目录是早期试用版建的，这一版不能用：请用原来的程序同步完，再用新邀请码登记一个新文件夹 / this data "
      "folder is of a "
      "program before the first release: sync it with that program, and enroll a fresh folder with a new code"};
}

}  // namespace

Status Client::Parts::require_enrolled() const {
  if (identity) return {};
  return Error{ErrorCode::kRefused,
               "这个数据目录还没有登记，请先用邀请码登记（enroll） / this data folder is not enrolled yet: enroll it "
               "with a code first"};
}

Client::Client(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::open(const OpenOptions& options, const Environment& environment) {
  if (!crypto::init()) return Error{ErrorCode::kInternal, "the cryptography library does not start"};
  auto parts = std::make_unique<Parts>(environment, nullptr, nullptr);
  const LocalStore::Options store_options{options.folder, options.pin, options.lock_wait_ms, environment.sqlite_vfs,
                                          environment.batch_bytes};
  XQ_ASSIGN(parts->store, LocalStore::open(store_options, environment.clock, environment.files, environment.random));
  auto identity = parts->store->meta().identity(parts->store->vault());
  if (identity.ok() && identity->rescue_key().size() != crypto::kKeySize) return of_a_draft();
  if (identity.ok()) {
    parts->identity = std::make_unique<v1::Identity>(std::move(*identity));
  } else if (identity.error().code != ErrorCode::kNotFound) {
    return identity.error();
  } else {
    XQ_ASSIGN(const auto records, parts->store->records().count());
    XQ_ASSIGN(const bool has_work, parts->store->own().has_batches());
    if (has_work || records > 0) return whose_is_lost();
  }
  return std::unique_ptr<Client>(new Client(std::move(parts)));
}

bool Client::enrolled() const { return parts_->identity != nullptr; }

Result<Identity> Client::identity() const {
  XQ_TRY(parts_->require_enrolled());
  return public_identity(*parts_->identity);
}

Result<ServerAddress> Client::server() const {
  XQ_TRY(parts_->require_enrolled());
  return ServerAddress{parts_->identity->url(), parts_->identity->pin()};
}

Result<ServerAddress> Client::server_of(std::string_view code) {
  XQ_ASSIGN(const auto read, wire::read_enroll_code(code));
  return ServerAddress{read.url(), read.pin()};
}

Result<Client::Rescued> Client::rescue(const std::string& folder, const std::string& file,
                                       const Environment& environment) {
  const std::string database = LocalStore::database_path(folder);
  if (!environment.files.exists(database)) {
    return Error{ErrorCode::kNotFound, "这里没有心桥的数据 / there is no data of this program in '" + folder + "'"};
  }
  // An older rescue file may hold what has become unreadable since.
  if (environment.files.exists(file)) {
    return Error{
        ErrorCode::kInvalid,
        "已经有这个文件了，没有改动它：请换一个文件名 / there is such a file already, and it was left as it is: "
        "choose another name"};
  }
  constexpr std::int64_t kLockWaitMs = 3000;
  const auto lock = FolderLock::take(folder, kLockWaitMs, environment.clock);
  if (!lock.ok() && lock.error().code == ErrorCode::kBusy) return lock.error();
  auto work = collect_work(database, environment.sqlite_vfs);
  // A folder that cannot be written is read from a copy beside the file asked for.
  if (!work.ok() && work.error().code == ErrorCode::kIo) {
    work = collect_from_copy(database, file + ".copy", environment.files, environment.sqlite_vfs);
  }
  if (!work.ok()) return work.error();
  const Bytes bytes = work->bundle.SerializeAsString();
  XQ_TRY(environment.files.write_private(file, bytes));
  return Rescued{work->changes, bytes.size(), work->unsent, work->missing, work->left_out};
}

}  // namespace xinqiao
