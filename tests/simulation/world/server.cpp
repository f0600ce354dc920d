#include "simulation/world/server.h"

#include "service/organisation/organisation.h"

namespace xinqiao::simulation {

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

Status Server::put_back(const MemoryDisk& backup) {
  machine.kill();
  close();
  machine.replace(backup.copy());
  XQ_TRY(server::begin_new_epoch(kFolder, random, machine.disk()));
  return open();
}

}  // namespace xinqiao::simulation
