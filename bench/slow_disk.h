#pragma once

namespace xinqiao::bench {

// The name of a SQLite file system that is the system's own, but each sync takes so many microseconds longer: phones'
// flash takes a millisecond or more. Null for 0: the system's own. One delay a process.
const char* slow_disk(long sync_us);

}  // namespace xinqiao::bench
