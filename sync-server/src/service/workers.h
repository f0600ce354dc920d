#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace xinqiao::server {

// Threads that verify, page and compress, so that neither the sockets' threads nor the store's writer do.
// Any thread may post. The destructor finishes what was posted.
class Workers {
 public:
  // None: what is posted is done before post() returns.
  explicit Workers(std::size_t threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void post(std::function<void()> task);
  // Before all that was posted and has not begun: what is nearly done, and frees what it holds.
  void post_first(std::function<void()> task);

 private:
  void run();
  std::function<void()> take();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> urgent_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace xinqiao::server
