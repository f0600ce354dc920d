#pragma once

#include "client/attention/mend.h"
#include "model/schema.h"
#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// Which groups saw which change is told by a bitmap of 64.
inline constexpr std::size_t kGroupsPerChange = 64;

// Makes an edit ready to be written: finds what exists, fills defaults, gives ids, checks values.
// Lives for one save; holds references.
class Preparation {
 public:
  Preparation(LocalStore& store, const v1::Identity& identity, std::int64_t now_ms, Random& random, bool skip_equal)
      : store_(store),
        identity_(identity),
        now_ms_(now_ms),
        random_(random),
        skip_equal_(skip_equal),
        at_server_(store) {}

  // False: nothing is left to write. kInvalid names the field and what to do.
  Result<bool> prepare(Edit& edit) const;
  // The child a record belongs to, as far as the edit and its draft tell.
  Id child_of(const Edit& edit) const;
  // As the record is shown; nothing when it is not here.
  std::optional<Fields> fields_of(const Id& id) const;

 private:
  Result<bool> prepare_new(Edit& edit, const schema::Kind& kind) const;
  Result<bool> prepare_existing(Edit& edit) const;
  Result<Fields> defaults_for(const Edit& edit, const schema::Kind& kind) const;
  Status copy_field(const Edit& edit, const schema::Kind& kind, const schema::Field& field, Fields& defaults) const;
  Result<std::optional<Draft>> find(const Id& id) const;
  Result<std::optional<RecordState>> view_of_record(const Id& id) const;
  Status leave_newer(Edit& edit) const;
  static bool prepare_withdrawal(Edit& edit, const Mending& withdrawal);
  Result<bool> prepare_mending(Edit& edit, const Mending& mending) const;

  LocalStore& store_;
  const v1::Identity& identity_;
  std::int64_t now_ms_;
  Random& random_;
  bool skip_equal_;
  mutable ReplacedAtServer at_server_;  // remembers
};

}  // namespace xinqiao
