#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/id.h"
#include "c/xinqiao.h"
#include "model/fields.h"
#include "model/schema.h"
#include "xinqiao/v1/api.pb.h"

namespace xinqiao::cli {

// A record as the core shows it.
struct Record {
  Id id;
  std::uint32_t kind_number = 0;
  const schema::Kind* kind = nullptr;  // null for a kind newer than this program
  Fields fields;
  bool deleted = false;
  bool unsent = false;
  std::string refused;  // the server took none of it: quarantined, parked, rejected
  std::string reason;
};

// The data folder, opened through the C interface. Every failure is thrown as a Failure.
// Thread rule: one thread at a time. Lifetime: holds the folder's lock until destroyed.
class Core {
 public:
  struct Options {
    std::string folder;
    std::string pin;  // empty: the key file in the folder
    xq_progress progress = nullptr;
    void* progress_context = nullptr;
  };
  explicit Core(const Options& options);
  ~Core() { xq_close(&client_); }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  v1::ApiResponse call(const v1::ApiRequest& request);
  // Unsent work of a folder that may not open.
  static v1::ApiRescued rescue(const std::string& folder, const std::string& file);

  v1::ApiSaved save(v1::ApiSave save);
  std::optional<Record> find(const Id& id);  // nothing when this device does not hold it
  Record get(const Id& id);
  // Calls `each` with every record of the kind, by id.
  template <typename Each>
  void for_each(std::string_view kind, Each each);
  v1::ApiStatusReport status();
  // Which fields are in a clash, by record; 0: whether it is deleted. They do not count as looked at.
  std::map<Id, std::set<std::uint32_t>> clashing();
  // Not more than the core gives at once. `remember`: a person is shown it.
  v1::ApiAttentionList attention(bool remember = false);
  v1::ApiIdentity identity();  // throws when the folder is not enrolled
  Id derived_id(std::string_view kind, const std::vector<Bytes>& parts);

 private:
  v1::ApiRecords page(std::string_view kind, const Bytes& after);

  xq_client* client_ = nullptr;
};

Record read_record(const v1::ApiRecord& record);

template <typename Each>
void Core::for_each(std::string_view kind, Each each) {
  Bytes after;
  bool more = true;
  while (more) {
    const v1::ApiRecords records = page(kind, after);
    for (const auto& record : records.records()) each(read_record(record));
    more = records.more() && records.records_size() > 0;
    if (more) after = records.records(records.records_size() - 1).id();
  }
}

}  // namespace xinqiao::cli
