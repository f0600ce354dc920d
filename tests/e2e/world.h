#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/text_codec.h"
#include "service/organisation/organisation.h"
#include "service/service.h"
#include "testing/manual_clock.h"
#include "testing/seeded_random.h"
#include "testing/temp_folder.h"
#include "xinqiao/client.h"

// Real devices and the real service in one process, without sockets; the transport between them can fail
// in every way a network does.
namespace xinqiao::sqlite {
class Connection;
}

namespace xinqiao::testing {

// One township with its server.
class World {
 public:
  explicit World(std::uint64_t seed = 1);
  ~World();

  // Stops the service and opens it again on the same data, as after a kill.
  void restart();
  server::Service& service() { return *service_; }
  std::string office_code() const { return office_code_; }
  // The server's data as a backup holds it, and that backup restored: an older state under a new epoch.
  std::string copy();
  void put_back(const std::string& copy);
  // As it lies, by somebody who knows of no restore.
  void put_back_by_hand(const std::string& copy);
  std::string invite(const std::string& role, const std::string& name);
  std::string data() const { return folder_ / "server"; }

  ManualClock clock;
  SeededRandom random;

 private:
  TempFolder folder_;
  SystemRandom system_random_;
  std::unique_ptr<server::Service> service_;
  std::string office_code_;
};

// What happens to the next requests, in order; when the list is used up everything goes well.
enum class Fate { kGood, kLoseRequest, kLoseAnswer, kDouble, kLate };

class Wire final : public Transport {
 public:
  explicit Wire(World& world) : world_(world) {}
  Result<HttpAnswer> post(std::string_view path, BytesView body) override;
  Result<HttpAnswer> post_with_work(std::string_view path, BytesView body, const Work& work) override;

  std::deque<Fate> fates;
  std::vector<Bytes> sent;  // every body that left, in order
  std::uint64_t posts = 0;
  int works = 1000;  // so often, at most, while the server has a request

 private:
  HttpAnswer deliver(std::string_view path, BytesView body);
  World& world_;
  std::vector<std::pair<std::string, Bytes>> late_;  // requests that arrive after the next one
};

// One data folder of one person.
class Device {
 public:
  Device(World& world, const std::string& code);
  // A second machine with a copy of the other's folder as it lies.
  explicit Device(Device& original);
  void reopen();
  // The folder as it lies, and that put back in its place.
  std::string back_up();
  void put_back(const std::string& backup);
  // Looks at, or spoils, the closed folder's file.
  void in_file(const std::function<void(sqlite::Connection&)>& look);
  // As `xinqiao rescue` does, beside the closed folder; the device is open again afterwards.
  Result<Client::Rescued> rescue(const std::string& file);
  Result<SyncReport> try_sync();
  SyncReport sync();

  Id add(std::string_view kind, const std::vector<text::Assignment>& assignments);
  Status set(const Id& id, const std::vector<text::Assignment>& assignments);
  // The form of a record, filled in: to be saved with others.
  Result<Edit> fill(const Id& id, const std::vector<text::Assignment>& assignments);
  Status remove(const Id& id);
  // What needs attention here, the first hundred.
  std::vector<Attention> attention();
  // Of these, devices of which two copies are in use.
  std::size_t told_copied();
  // The shown value of a field as text; "" when it is not there.
  std::string value(const Id& id, std::string_view field);
  bool holds(const Id& id);
  Bytes digest();
  std::uint64_t count(std::string_view kind);
  // Own changes that are still shown from the overlay and not from base.
  std::size_t in_overlay();
  Client& client() { return *client_; }

  Wire wire;

 private:
  World& world_;
  TempFolder folder_;
  TempFolder backups_;
  int backups_made_ = 0;
  SystemFileSystem files_;
  std::unique_ptr<Client> client_;
};

// A text of `size` bytes, another for each `which`.
inline std::string letters(std::size_t size, int which) {
  return std::string(size, static_cast<char>('a' + which % 26));
}

}  // namespace xinqiao::testing
