#pragma once

#include <memory>
#include <string>

#include "service/organisation/organisation.h"
#include "service/service.h"
#include "testing/manual_clock.h"
#include "testing/seeded_random.h"
#include "testing/temp_folder.h"

namespace xinqiao::server::testing {

using xinqiao::testing::ManualClock;
using xinqiao::testing::SeededRandom;
using xinqiao::testing::TempFolder;

// A real service over SQLite in a folder of its own, without a socket.
class TestServer {
 public:
  TestServer();

  // Waits for the answer.
  Answer post(const std::string& path, Bytes body);
  void restart(Disk disk = machine_disk());

  const std::string& office_code() const { return office_code_; }
  std::string invite(const std::string& role, const std::string& name);
  std::string folder() const { return folder_.path(); }
  std::string file() const { return folder_ / "org-1.db"; }
  ManualClock& clock() { return clock_; }
  SeededRandom& random() { return random_; }
  Service& service() { return *service_; }

 private:
  TempFolder folder_;
  ManualClock clock_;
  SeededRandom random_{7};
  SeededRandom service_random_{8};
  std::string office_code_;
  std::unique_ptr<Service> service_;
};

}  // namespace xinqiao::server::testing
