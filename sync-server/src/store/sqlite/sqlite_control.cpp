#include <filesystem>

#include "store/control.h"
#include "store/sqlite/sqlite_db.h"
#include "store/sqlite/sqlite_schema.h"

namespace xinqiao::server {
namespace {

class SqliteControl final : public Control {
 public:
  SqliteControl(std::filesystem::path folder, std::unique_ptr<Database> db)
      : folder_(std::move(folder)), db_(std::move(db)) {}

  Result<ServerFacts> facts() override {
    XQ_ASSIGN(auto query, db_->query("SELECT url, tls_certificate, tls_key, tls_pin FROM server"));
    XQ_ASSIGN(const bool found, query.step());
    if (!found) return Error{ErrorCode::kNotFound, "no server in this data folder yet"};
    return ServerFacts{std::string(query.bytes(0)), std::string(query.bytes(1)), std::string(query.bytes(2)),
                       Bytes(query.bytes(3))};
  }

  Status found(const ServerFacts& facts, std::uint32_t number) override {
    XQ_TRY(db_->execute("BEGIN IMMEDIATE"));
    Status status = put(facts, number);
    if (status.ok()) status = db_->execute("COMMIT");
    if (!status.ok() && db_->in_transaction()) (void)db_->execute("ROLLBACK");
    return status;
  }

  std::string place_of(std::uint32_t number) const override { return (folder_ / name_of(number)).string(); }

  Result<std::vector<OrganisationFile>> organisations() override {
    XQ_ASSIGN(auto query, db_->query("SELECT number, file FROM organisations ORDER BY number"));
    std::vector<OrganisationFile> out;
    while (true) {
      XQ_ASSIGN(const bool row, query.step());
      if (!row) return out;
      out.push_back({query.number32(0), (folder_ / query.bytes(1)).string()});
    }
  }

 private:
  static std::string name_of(std::uint32_t number) { return "org-" + std::to_string(number) + ".db"; }

  Status put(const ServerFacts& facts, std::uint32_t number) {
    XQ_ASSIGN(auto organisation, db_->query("INSERT OR REPLACE INTO organisations (number, file) VALUES (?, ?)"));
    XQ_TRY(organisation.bind(number).bind_text(name_of(number)).run());
    XQ_ASSIGN(auto query, db_->query("INSERT INTO server (only, url, tls_certificate, tls_key, tls_pin)"
                                     " VALUES (1, ?, ?, ?, ?)"));
    return query.bind_text(facts.url)
        .bind_text(facts.tls_certificate)
        .bind_text(facts.tls_key)
        .bind_blob(facts.tls_pin)
        .run();
  }

  const std::filesystem::path folder_;
  std::unique_ptr<Database> db_;
};

}  // namespace

Result<std::unique_ptr<Control>> open_control(const std::string& data_folder, bool create, const Disk& disk) {
  const std::filesystem::path folder(data_folder);
  const std::filesystem::path path = folder / "control.db";
  if (!create && !disk.files.exists(path.string())) {
    return Error{ErrorCode::kNotFound, "no server in " + data_folder + "; run xinqiao-server init first"};
  }
  XQ_ASSIGN(auto db, Database::open(path.string(), create, disk));
  XQ_TRY(migrate(*db, control_migrations()));
  return std::unique_ptr<Control>(std::make_unique<SqliteControl>(folder, std::move(db)));
}

}  // namespace xinqiao::server
