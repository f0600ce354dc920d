#include <variant>

#include "admin/command_line.h"
#include "admin/commands.h"
#include "admin/process.h"
#include "admin/say.h"
#include "admin/server_lock.h"
#include "base/crypto.h"
#include "http/server.h"
#include "service/service.h"

namespace xinqiao::server {
namespace {

constexpr std::size_t kLogKeyBytes = 32;

int failed(const Error& error) { return say_failure("没能启动", "Could not start", error); }

int run(const CommandLine& line, Clock& clock, Random& random) {
  const StopSignal stop;
  const auto lock = ServerLock::take(line.data_folder);
  if (!lock) return failed(lock.error());
  const auto tls = load_tls(line.data_folder);
  if (!tls) return failed(tls.error());
  Service::Options service_options;
  service_options.data_folder = line.data_folder;
  const auto service = Service::open(service_options, clock, random);
  if (!service) return failed(service.error());

  http::AccessLog log(line.log_level, random.bytes(kLogKeyBytes));
  http::Server::Options options;
  options.host = line.endpoint.host;
  options.port = line.endpoint.port;
  options.certificate = tls->certificate;
  options.key = tls->key;
  const auto server = http::Server::start(std::move(options), **service, log);
  if (!server) {
    (*service)->drain();
    return failed(server.error());
  }

  say("listening on " + (*server)->url());
  stop.wait();
  log.info("stopping");
  if (!(*server)->stop()) log.warn("some requests were not answered in time");
  (*service)->drain();
  log.info("stopped");
  return kDone;
}

int obey(const CommandLine& line) {
  SystemClock clock;
  SystemRandom random;
  switch (line.command) {
    case Command::kInit:
      return init(line, clock, random);
    case Command::kRun:
      return run(line, clock, random);
    case Command::kInvite:
      return invite(line, clock, random);
    case Command::kBackup:
      return backup(line, clock);
    case Command::kRestore:
      return restore(line, random);
    case Command::kRescue:
      return rescue(line, clock, random);
    case Command::kGoOn:
      return go_on(line, clock, random);
  }
  return kWrongUsage;
}

}  // namespace
}  // namespace xinqiao::server

int main(int argc, char** argv) {
  namespace server = xinqiao::server;
  server::prepare_process();
  const auto read = server::read_command_line(argc, argv);
  if (const int* code = std::get_if<int>(&read)) return *code;
  if (!xinqiao::crypto::init()) {
    const xinqiao::Error error{xinqiao::ErrorCode::kInternal, "libsodium does not start"};
    return server::say_failure("没能启动", "Could not start", error);
  }
  return server::obey(std::get<server::CommandLine>(read));
}
