#include "server/store/store_samples.h"

#include "server/store/store_contract.h"
#include "store/sqlite/sqlite_store.h"

namespace xinqiao::server::testing {

std::vector<StoreFactory> every_store() {
  return {{"Sqlite", [](const std::string& folder) { return SqliteStore::open(folder + "/organisation.db", true); }}};
}

Id id_of(std::uint32_t number) {
  Bytes bytes(12, 'i');
  append_u32(bytes, number);
  return Id::from_bytes(bytes);
}

Identity sample_identity() {
  Identity identity;
  identity.id = id_of(1);
  identity.name = "花垣乡";
  identity.epoch = 0xFEDCBA9876543210;
  identity.cut = 12;
  identity.incarnation = id_of(2);
  identity.sign_keys = {Bytes(32, 'a'), Bytes(64, 'b')};
  identity.box_keys = {Bytes(32, 'c'), Bytes(32, 'd')};
  identity.receipt_key = Bytes(32, 'e');
  identity.cursor_key = Bytes(32, '\0');
  identity.natural_key = Bytes(32, 'g');
  return identity;
}

Device sample_device(std::uint32_t number) {
  Device device;
  device.number = number;
  device.id = id_of(100 + number);
  device.person = id_of(200 + number);
  device.role = 1;
  device.sign_key = Bytes(32, 's');
  device.box_key = Bytes(32, 'b');
  device.request_secret = Bytes(32, 'r');
  device.label = "手机";
  device.enrolled_ms = 1'792'000'000'000;
  return device;
}

EnrollmentCode sample_code(std::uint64_t code) {
  return {code, Bytes(16, 'c'), id_of(7), 5, 1'792'000'000'000, 1'793'000'000'000, 0};
}

Incarnation sample_incarnation(std::uint32_t number) {
  Incarnation incarnation;
  incarnation.id = id_of(300 + number);
  incarnation.tip_chain = Bytes(32, 't');
  return incarnation;
}

LoggedChange sample_change(std::int64_t incarnation, std::uint64_t seq, const Id& record, std::uint32_t verdict) {
  LoggedChange change;
  change.incarnation = incarnation;
  change.seq = seq;
  change.chain = Bytes(32, 'h');
  change.id = 0xF000000000000000 + seq;
  change.record = record;
  change.organisation_seq = 10 + seq;
  change.verdict = verdict;
  change.reason = verdict == 1 ? 0 : 1;
  change.effective = 77;
  change.begins = true;
  return change;
}

StoredRecord sample_record(std::uint32_t number, const Bytes& shelf, std::uint64_t seq) {
  StoredRecord record;
  record.id = id_of(number);
  record.kind = 3;
  record.shelf = shelf;
  record.author = id_of(9);
  record.created_seq = seq;
  record.seq = seq;
  record.state = "state " + std::to_string(number);
  return record;
}

}  // namespace xinqiao::server::testing
