#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "service/service.h"

namespace xinqiao::server::http {

// Answers "<path>:<body>" at once, or holds its answers back until told. Knows no other failure than to be slow.
class FakeService final : public Service {
 public:
  void handle(Request request, std::function<void(Answer)> done) override {
    Answer answer;
    answer.body = request.path + ":" + request.body;
    {
      const std::lock_guard lock(mutex_);
      ++requests_;
      if (holding_) {
        held_.emplace_back(std::move(answer), std::move(done));
        changed_.notify_all();
        return;
      }
      if (next_) answer = *std::exchange(next_, std::nullopt);
    }
    done(std::move(answer));
  }

  void drain() override { release(); }

  void hold() {
    const std::lock_guard lock(mutex_);
    holding_ = true;
  }
  // Returns when so many requests are held.
  void wait_for_held(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return held_.size() >= count; });
  }
  void release() {
    std::vector<std::pair<Answer, std::function<void(Answer)>>> held;
    {
      const std::lock_guard lock(mutex_);
      holding_ = false;
      held.swap(held_);
    }
    for (auto& [answer, done] : held) done(std::move(answer));
  }
  void answer_next(Answer answer) {
    const std::lock_guard lock(mutex_);
    next_ = std::move(answer);
  }
  int requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<Answer, std::function<void(Answer)>>> held_;
  std::optional<Answer> next_;
  bool holding_ = false;
  int requests_ = 0;
};

}  // namespace xinqiao::server::http
