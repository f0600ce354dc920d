#include "store/store.h"

#include <future>

namespace xinqiao::server {

Status Store::write(const Work& work) {
  std::promise<Status> finished;
  XQ_TRY(submit(work, [&](Status status) { finished.set_value(std::move(status)); }));
  return finished.get_future().get();
}

}  // namespace xinqiao::server
