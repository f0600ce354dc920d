#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/limits.h"
#include "base/platform/transport.h"
#include "service/service.h"
#include "simulation/disk/machine.h"
#include "simulation/world/time.h"

namespace xinqiao::simulation {

// The shipping service on a machine of its own. Its process may die inside a request; then it is as if it had never
// answered.
class Server {
 public:
  explicit Server(const WorldTime& time) : clock(time) {}

  // The township's first office, by its enrolment code.
  Result<std::string> create();
  Result<std::string> invite(const std::string& role, const std::string& name);
  Status open();
  void close() { service_.reset(); }
  // Nothing: the process died.
  std::optional<HttpAnswer> handle(std::string_view path, BytesView body);
  // After a kill: what the disk has kept, opened again.
  Status start_again(Machine::End end, testing::SeededRandom& draw);
  // As `xinqiao-server backup` makes it, beside the running service.
  Result<MemoryDisk> back_up();
  Status put_back(const MemoryDisk& backup);

  static constexpr const char* kFolder = "/server";
  Machine machine;
  MachineClock clock;
  StepRandom random;
  std::size_t page_bytes_max = limits::kPageBytesMax;  // from the next start on

 private:
  std::unique_ptr<server::Service> service_;
};

}  // namespace xinqiao::simulation
