#include "simulation/world/server.h"

#include "service/organisation/organisation.h"
#include "store/sqlite/sqlite_backup.h"

namespace xinqiao::simulation {
namespace {

const std::string kBackup = "/backup";
constexpr const char* kDatabases[] = {"/control.db", "/org-1.db"};

}  // namespace

Result<std::string> Server::create() {
  const server::Tls tls{"certificate", "key", Bytes(32, 'p')};
  return server::create_organisation(kFolder, "兴沟镇", "https://192.0.2.1:8443", tls, clock, random, machine.disk());
}

Result<std::string> Server::invite(const std::string& role, const std::string& name) {
  server::Person person;
  person.role = role;
  person.name = name;
  XQ_ASSIGN(const auto invitation, server::invite(kFolder, person, clock, random, machine.disk()));
  return invitation.code;
}

Status Server::open() {
  XQ_ASSIGN(service_, server::Service::open({kFolder, machine.disk(), true, page_bytes_max}, clock, random));
  return {};
}

std::optional<HttpAnswer> Server::handle(std::string_view path, BytesView body) {
  std::optional<HttpAnswer> out;
  if (!service_ || machine.dead()) return out;
  service_->handle({std::string(path), Bytes(body)},
                   [&](server::Answer answer) { out = HttpAnswer{answer.status, std::move(answer.body)}; });
  if (machine.dead()) out.reset();
  return out;
}

Status Server::start_again(Machine::End end, testing::SeededRandom& draw) {
  machine.kill();
  close();
  machine.revive(end, draw);
  return open();
}

Result<MemoryDisk> Server::back_up() {
  machine.faults_wait = true;
  for (const std::string name : kDatabases) {
    XQ_TRY(server::copy_database(kFolder + name, kBackup + name, machine.disk()));
  }
  MemoryDisk backup = machine.files().copy();
  for (const std::string name : kDatabases) {
    machine.remove(kBackup + name);
    for (const char* ending : {"-wal", "-shm"}) backup.remove(kFolder + name + ending);
    backup.rename(kBackup + name, kFolder + name);
  }
  machine.faults_wait = false;
  return backup.copy();
}

Status Server::put_back(const MemoryDisk& backup) {
  machine.kill();
  close();
  machine.replace(backup.copy());
  XQ_TRY(server::begin_new_epoch(kFolder, random, machine.disk()));
  return open();
}

}  // namespace xinqiao::simulation
