#include "admin/process.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace xinqiao::server {

void prepare_process() {
  ::umask(077);
  mallopt(M_ARENA_MAX, 1);  // a thread's own heap grows by a page at a time, and keeps what it once had
  std::signal(SIGPIPE, SIG_IGN);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
}

StopSignal::StopSignal() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignal::wait() const {
  int which = 0;
  while (sigwait(&signals_, &which) != 0) {
  }
}

}  // namespace xinqiao::server
