#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "http/session/session.h"

namespace xinqiao::server::http {

// The gate that the sessions of a server go through: close it, then wait for those inside. Safe from any thread.
class SessionList {
 public:
  // A session that comes after stop_all() is stopped at once.
  void add(const std::shared_ptr<Session>& session);
  void remove(const Session* session);

  void stop_all();
  // True from the first moment of stop_all().
  bool stopping() const { return stopping_; }
  // False when some are still inside after `limit`.
  bool wait_until_empty(std::chrono::milliseconds limit);

 private:
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::map<const Session*, std::weak_ptr<Session>> sessions_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace xinqiao::server::http
