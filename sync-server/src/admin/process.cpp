#include "admin/process.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace xinqiao::server {
namespace {

constexpr int kHeapBytes = 32 * 1024 * 1024;
constexpr int kMappedBytes = 4 * 1024 * 1024;  // larger pieces are not of the heap
constexpr std::size_t kLargePage = std::size_t{2} * 1024 * 1024;

// A day's push takes some 20 MB at once, and every page costs a fault and its clearing when it is first touched, which
// is up to a third of the server's time for that push. So the heap has its memory from the start, in large pages of a
// system that has them; one that cannot do so (before Linux 5.14) gives it piece by piece.
void prepare_heap() {
  mallopt(M_ARENA_MAX, 1);  // a thread's own heap grows by a page at a time, and keeps what it once had
  mallopt(M_MMAP_THRESHOLD, kMappedBytes);
  mallopt(M_TRIM_THRESHOLD, kHeapBytes);
  mallopt(M_TOP_PAD, kHeapBytes);
  void* begin = ::sbrk(0);
  const char* before = static_cast<char*>(begin);
  void* volatile grown = std::malloc(kMappedBytes / 2);
  std::free(grown);
  auto room = static_cast<std::size_t>(static_cast<char*>(::sbrk(0)) - before);
  if (std::align(kLargePage, kLargePage, begin, room) == nullptr) return;
  ::madvise(begin, room, MADV_HUGEPAGE);
  ::madvise(begin, room, MADV_POPULATE_WRITE);
}

}  // namespace

void prepare_process() {
  ::umask(077);
  prepare_heap();
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
