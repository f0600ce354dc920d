#pragma once

#include <map>
#include <optional>
#include <vector>

#include "fuzz/world/township.h"
#include "simulation/world/phone.h"
#include "testing/temp_folder.h"

namespace xinqiao::fuzz {

// The shipping client of another office of the township, on a disk in memory: it holds all records, has work of its
// own that was answered and work that waits. Made once; each input begins with it as it was. Beside the markers of the
// township an answer may name "=incarnation-me=", and "=mine--0" to "=mine--9" for its own changes.
class Handset {
 public:
  Handset();

  void begin();
  void reopen();
  Bytes with_real_ids(BytesView input) const;
  // Ids of its own changes, as they lie on the disk.
  std::vector<ChangeId> own_changes();

  simulation::Phone& phone() { return *phone_; }
  simulation::WorldTime& time() { return township_.time; }
  BytesView request_secret() const { return secret_; }
  BytesView incarnation() const { return incarnation_; }
  const std::vector<ChangeId>& saved() const { return saved_; }

 private:
  void enroll_it();
  void save_visit(BytesView record, BytesView note);
  void save_edit(BytesView record);

  testing::TempFolder folder_;  // of the lock file
  Township township_;
  std::optional<simulation::Phone> phone_;
  Bytes secret_;
  Bytes incarnation_;
  std::vector<ChangeId> saved_;
  std::uint64_t saves_ = 0;
  std::optional<simulation::MemoryDisk> disk_;
  std::int64_t now_ms_ = 0;
};

}  // namespace xinqiao::fuzz
