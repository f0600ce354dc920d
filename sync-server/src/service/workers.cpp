#include "service/workers.h"

#include <utility>

namespace xinqiao::server {

Workers::Workers(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::post(std::function<void()> task) {
  if (threads_.empty()) {
    task();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void Workers::post_first(std::function<void()> task) {
  if (threads_.empty()) {
    task();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    urgent_.push_back(std::move(task));
  }
  wake_.notify_one();
}

// Nothing when it is time to go.
std::function<void()> Workers::take() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return stopping_ || !urgent_.empty() || !tasks_.empty(); });
  auto& queue = urgent_.empty() ? tasks_ : urgent_;
  if (queue.empty()) return nullptr;
  auto task = std::move(queue.front());
  queue.pop_front();
  return task;
}

void Workers::run() {
  while (const auto task = take()) task();
}

}  // namespace xinqiao::server
