#pragma once

#include <csignal>

namespace xinqiao::server {

// What this program asks of the system before anything else: files for the owner alone, no end by a broken pipe,
// as many open files as it may have, and the memory that a day's push takes.
void prepare_process();

// SIGTERM and SIGINT as something to wait for. Made before the first thread, since threads inherit what is
// blocked; one in a process.
class StopSignal {
 public:
  StopSignal();
  void wait() const;

 private:
  sigset_t signals_;
};

}  // namespace xinqiao::server
