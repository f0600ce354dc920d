#pragma once

#include <string>
#include <vector>

#include "base/platform/transport.h"
#include "simulation/script/knobs.h"
#include "simulation/tally.h"
#include "simulation/world/server.h"

namespace xinqiao::simulation {

// A request that is still on its way.
struct LateRequest {
  std::string path;
  Bytes body;
};

// One phone's way to the server during one action. Fault model: a request or its answer is lost, or only a part of it
// arrives, cut at any byte; a request arrives twice, or late, behind others; an answer takes a minute and more; the
// server dies at any of its file-system calls or just after its answer, reads and writes fail there, its disk is full.
class Wire final : public Transport {
 public:
  struct World {
    const Knobs& knobs;
    WorldTime& time;
    Server& server;
    std::vector<LateRequest>& late;
    std::string& complaint;  // of a server that does not start again
    bool& server_died;
    bool commits_late;
    Tally& tally;
  };
  Wire(const World& world, std::uint64_t seed);

  Result<HttpAnswer> post(std::string_view path, BytesView body) override;
  // The phone works on for a while, before the server has the request; sometimes not at all.
  Result<HttpAnswer> post_with_work(std::string_view path, BytesView body, const Work& work) override;
  bool prompt = true;  // the last answer
  std::string seen;    // for the trace: what became of each request, a letter each

 private:
  static constexpr std::uint64_t kNoEnd = ~std::uint64_t{0};
  bool happens(int per_cent) { return draw_.below(100) < static_cast<std::uint64_t>(per_cent); }
  std::optional<HttpAnswer> deliver(std::string_view path, BytesView body);
  void arm();
  void count(const Machine::Faults& armed);

  World world_;
  std::uint64_t requests_left_ = kNoEnd;  // until the network is gone
  testing::SeededRandom draw_;
  testing::SeededRandom pace_;  // of its own, so that what else happens to a seed stays the same
};

}  // namespace xinqiao::simulation
