#pragma once

#include <cstdint>
#include <string>

namespace xinqiao::cli {

// One line on stderr that shows how far long work is, when stderr is a terminal; nothing otherwise.
// Its destructor wipes the line. Thread rule: one thread at a time.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const std::string& what, std::uint64_t done, std::uint64_t total);  // total 0: not known
  void say(const char* what);
  void wipe();
  // For the C interface: the context is a ProgressLine.
  static void on_progress(void* context, const char* stage, std::uint64_t done, std::uint64_t total);

 private:
  bool terminal_;
  bool shown_ = false;
  std::int64_t last_ms_ = 0;
};

}  // namespace xinqiao::cli
