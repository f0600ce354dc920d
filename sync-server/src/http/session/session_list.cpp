#include "http/session/session_list.h"

namespace xinqiao::server::http {

void SessionList::add(const std::shared_ptr<Session>& session) {
  const std::lock_guard lock(mutex_);
  sessions_.emplace(session.get(), session);
  if (stopping_) session->stop();
}

void SessionList::remove(const Session* session) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(session);
  if (sessions_.empty()) emptied_.notify_all();
}

void SessionList::stop_all() {
  std::map<const Session*, std::weak_ptr<Session>> stopped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    stopped = sessions_;
  }
  // Outside the lock: the last owner of a session may turn out to be here, and its end calls remove().
  for (const auto& [_, held] : stopped) {
    if (const auto session = held.lock()) session->stop();
  }
}

bool SessionList::wait_until_empty(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, limit, [&] { return sessions_.empty(); });
}

}  // namespace xinqiao::server::http
