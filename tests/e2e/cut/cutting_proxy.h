#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace xinqiao::testing {

// Stands between a device and a server on loopback and passes their bytes on, unopened. Once told to, it hangs up on
// both ends of the next connection after so many bytes in one direction.
class CuttingProxy {
 public:
  enum class Way { kUp, kDown };

  explicit CuttingProxy(std::uint16_t server_port);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  // Of the next connection `bytes` pass that way, and no more.
  void cut_next(Way way, std::int64_t bytes);
  // The same of every connection from now on, until told otherwise.
  void cut_every(Way way, std::int64_t bytes);
  // Whether that has happened since.
  bool has_cut() const { return has_cut_; }

 private:
  void serve();
  void pass(int device, int server, Way way, std::int64_t left);

  std::uint16_t server_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<Way> way_ = Way::kUp;
  std::atomic<std::int64_t> bytes_ = -1;  // below zero: nothing is cut
  std::atomic<bool> every_ = false;
  std::atomic<bool> has_cut_ = false;
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

}  // namespace xinqiao::testing
