#pragma once

#include <atomic>
#include <cstddef>

namespace xinqiao::server::http {

// The memory that all bodies being received may take together. Safe from any thread.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // What one body holds; given back when it goes. Counts what has arrived, not what was announced, so that
  // a stranger cannot use the budget up by announcing.
  class Share {
   public:
    explicit Share(BodyBudget& budget) : budget_(budget) {}
    ~Share() { budget_.held_ -= bytes_; }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // False when the budget is spent; the share stays as it was.
    bool grow_to(std::size_t bytes) {
      if (bytes <= bytes_) return true;
      const std::size_t more = bytes - bytes_;
      if (budget_.held_ += more; budget_.held_ > budget_.bytes_max_) {
        budget_.held_ -= more;
        return false;
      }
      bytes_ = bytes;
      return true;
    }

   private:
    BodyBudget& budget_;
    std::size_t bytes_ = 0;
  };

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> held_ = 0;
};

}  // namespace xinqiao::server::http
