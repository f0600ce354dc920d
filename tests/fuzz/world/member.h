#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulation/world/server.h"
#include "wire/samples.h"
#include "xinqiao/v1/enroll.pb.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::fuzz {

// A device as the server knows it: keys, a chain, frames. Values copy, so that an input can begin with it as it was.
struct Member {
  explicit Member(std::uint64_t seed) : author(seed), box_keys(crypto::make_box_keys(author.random)) {}

  testing::Author author;
  crypto::KeyPair box_keys;
  v1::EnrollResponse enrolled;
  std::uint64_t nonce = 1;
};

void enroll(Member& member, simulation::Server& server, const std::string& code);

// The request in a frame of its own, and what the answer's frame holds; nothing with another status than 200.
struct Answered {
  int status = 0;
  std::optional<v1::SyncResponse> response;
};
Answered post(Member& member, simulation::Server& server, BytesView request);

}  // namespace xinqiao::fuzz
