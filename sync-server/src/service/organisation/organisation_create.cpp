#include "auth/codes.h"
#include "model/schema.h"
#include "service/organisation/organisation.h"
#include "service/organisation/organisation_files.h"
#include "service/organisation/server_writer.h"
#include "service/refill/recovery.h"
#include "store/sqlite/sqlite_store.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::server {
namespace {

constexpr const char* kOfficeName = "乡镇办公室";

Identity draw_identity(const std::string& name, std::int64_t now_ms, Random& random) {
  Identity identity;
  identity.id = Id::random(now_ms, random);
  identity.name = name;
  identity.epoch = random.u64();
  identity.incarnation = Id::random(now_ms, random);
  identity.sign_keys = crypto::make_sign_keys(random);
  identity.box_keys = crypto::make_box_keys(random);
  identity.receipt_key = random.bytes(crypto::kKeySize);
  identity.cursor_key = random.bytes(crypto::kKeySize);
  identity.natural_key = random.bytes(crypto::kKeySize);
  return identity;
}

OwnRecord township(const Identity& identity) {
  OwnRecord record{identity.id, schema::kOrganisationKind, {}};
  using Message = v1::Organisation;
  write_bytes(record.fields[Message::kNameFieldNumber], Message::kNameFieldNumber, identity.name);
  write_varint(record.fields[Message::kKindFieldNumber], Message::kKindFieldNumber, v1::ORGANISATION_KIND_TOWNSHIP);
  return record;
}

OwnRecord office_person(const Id& id) {
  v1::Person person;
  person.set_name(kOfficeName);
  person.add_posts()->set_role(v1::POST_ROLE_OFFICE);
  person.set_case_worker(true);  // a township begins with somebody who sees what is confided
  OwnRecord record{id, schema::kPersonKind, {}};
  auto fields = split_fields(person.SerializeAsString());
  record.fields = std::move(*fields);
  return record;
}

// Of an init that was cut short: nobody was given a code for it.
Status remove_leftovers(const std::string& file, FileSystem& files) {
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
    files.remove(file + ending);
    if (files.exists(file + ending)) return Error{ErrorCode::kIo, "cannot replace '" + file + ending + "'"};
  }
  return {};
}

}  // namespace

Result<std::string> create_organisation(const std::string& data_folder, const std::string& name, const std::string& url,
                                        const Tls& tls, Clock& clock, Random& random, const Disk& disk) {
  if (!crypto::init()) return Error{ErrorCode::kInternal, "the crypto library does not start"};
  if (name.empty() || !is_utf8(name)) return Error{ErrorCode::kInvalid, "the organisation needs a name in UTF-8"};
  XQ_TRY(disk.files.make_folder(data_folder));
  XQ_ASSIGN(auto control, open_control(data_folder, true, disk));
  const ServerFacts facts{url, tls.certificate, tls.key, tls.pin};
  const auto existing = control->facts();
  if (existing.ok()) return Error{ErrorCode::kInvalid, "this data folder already holds a server"};
  if (existing.error().code != ErrorCode::kNotFound) return existing.error();

  const std::int64_t now_ms = clock.wall_ms();
  const Identity identity = draw_identity(name, now_ms, random);
  const Id person = Id::random(now_ms, random);
  const EnrollmentCode code = make_code(person, v1::POST_ROLE_OFFICE, now_ms, random);
  // The control file is written last: a folder cut short before holds no server yet, and init begins anew.
  const std::string file = control->place_of(kOrganisationNumber);
  XQ_TRY(remove_leftovers(file, disk.files));
  XQ_ASSIGN(auto store, SqliteStore::open(file, true, disk));
  const auto work = [&](Transaction& transaction) -> Status {
    XQ_TRY(transaction.put_identity(identity));
    XQ_TRY(append_own(transaction, identity, {township(identity), office_person(person)}, now_ms, random));
    return transaction.put_code(code);
  };
  XQ_TRY(store->write(work));
  XQ_TRY(control->found(facts, kOrganisationNumber));
  return write_code(code, facts, kOrganisationNumber);
}

Result<Tls> load_tls(const std::string& data_folder) {
  XQ_ASSIGN(auto control, open_control(data_folder, false));
  XQ_ASSIGN(auto facts, control->facts());
  return Tls{std::move(facts.tls_certificate), std::move(facts.tls_key), std::move(facts.tls_pin)};
}

Result<OpenedFolder> open_folder(const std::string& data_folder, const Disk& disk) {
  if (!crypto::init()) return Error{ErrorCode::kInternal, "the crypto library does not start"};
  XQ_ASSIGN(auto control, open_control(data_folder, false, disk));
  OpenedFolder opened;
  XQ_ASSIGN(opened.facts, control->facts());
  XQ_ASSIGN(const auto organisations, control->organisations());
  if (organisations.empty()) return Error{ErrorCode::kNotFound, "no organisation in this data folder"};
  opened.organisation = organisations.front().number;
  XQ_ASSIGN(opened.store, SqliteStore::open(organisations.front().path, false, disk));
  return opened;
}

Result<bool> end_recovery(const std::string& data_folder, Clock& clock, Random& random, const Disk& disk) {
  XQ_ASSIGN(const auto opened, open_folder(data_folder, disk));
  bool was_recovering = false;
  XQ_TRY(opened.store->write([&](Transaction& transaction) -> Status {
    XQ_ASSIGN(const auto identity, transaction.identity());
    was_recovering = identity.recovering != 0;
    return was_recovering ? go_on(transaction, clock.wall_ms(), random) : Status();
  }));
  return was_recovering;
}

Status begin_new_epoch(const std::string& data_folder, Random& random, const Disk& disk) {
  XQ_ASSIGN(const auto opened, open_folder(data_folder, disk));
  return opened.store->write([&](Transaction& transaction) -> Status {
    XQ_ASSIGN(const auto cut, transaction.last_seq());
    return begin_epoch(transaction, cut, random);
  });
}

}  // namespace xinqiao::server
