#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/platform/clock.h"
#include "base/result.h"

// One file with everything that a server on an empty machine needs, keys included: whoever has it can read and
// forge all there is. A tar file: the manifest, the control file, the organisations.
namespace xinqiao::server {

struct BackupReport {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::int64_t made_ms = 0;
  std::vector<std::string> left_out;  // names in the data folder that this program does not know
};

// Works beside a running server. `file` is replaced only by a whole backup, of mode 0600. kNotFound when the
// folder holds no server.
Result<BackupReport> make_backup(const std::string& data_folder, const std::string& file, Clock& clock);

// `data_folder` must be missing or empty, and stays so unless every byte of the backup is as it was written.
// `begin_epoch` makes the store known as a restored one (begin_new_epoch) before the folder gets its name.
// kRefused: the folder is not empty. kInvalid: no backup. kCorrupt: a damaged one.
Result<BackupReport> restore_backup(const std::string& file, const std::string& data_folder,
                                    const std::function<Status(const std::string& folder)>& begin_epoch);

}  // namespace xinqiao::server
