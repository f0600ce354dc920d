#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "http/session/session.h"

namespace xinqiao::server::http {

// The gate that the sessions of a server go through: close it, then wait for those inside. Safe from any thread.
class SessionList {
 public:
  // A session that comes after stop_all() is stopped at once.
  void add(const std::shared_ptr<Session>& session);
  void remove(const Session* session);

  void stop_all();
  // False when some are still inside after `limit`.
  bool wait_until_empty(std::chrono::milliseconds limit);

 private:
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::unordered_map<const Session*, std::weak_ptr<Session>> sessions_;
  bool stopping_ = false;
};

}  // namespace xinqiao::server::http
