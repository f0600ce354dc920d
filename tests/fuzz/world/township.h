#pragma once

#include <string>
#include <vector>

#include "fuzz/world/member.h"
#include "store/store.h"

namespace xinqiao::fuzz {

// Each marker and the bytes, as many, that it stands for.
using Markers = std::vector<std::pair<Bytes, Bytes>>;
Bytes replaced(Bytes text, const Markers& markers);

// The shipping service on a disk in memory with an office and a helper, and among their records a clash, a deletion,
// a change that waits for the office and a pairing. Made once; each input begins with it as it was.
// An input names what is there by markers of the same size: "=office--person=", "=helper--person=", "=device--office=",
// "=device--helper=" for ids that are drawn, "=change0" to "=change9" for those in `ids`; where a change names others
// by number, numbers below 64 stand for those too.
class Township {
 public:
  Township();

  // Everything as at first.
  void begin();
  // A later backup is put in: another epoch, and the server waits for an office.
  void restore();
  void restart();

  // Every answer is one that a sound server gives.
  Answered send(Member& member, const v1::SyncRequest& request);
  void check_status(int status) const;
  // All that the member may hold, pulled from the beginning; each delta decodes.
  std::vector<Bytes> pull_all(Member& member);
  // What the office pulls while nothing was written.
  const std::vector<Bytes>& at_first() const { return at_first_; }

  Bytes with_real_ids(BytesView input) const;
  ChangeId real_id(ChangeId id) const { return id < 64 ? ids[id % ids.size()] : id; }
  const server::Identity& identity() const { return identity_; }
  std::unique_ptr<server::Store> open_store();  // beside the service
  std::uint64_t last_seq();
  std::string unused_code() const { return unused_code_; }

  simulation::WorldTime time;
  simulation::Server server{time};
  Member office{1};
  Member helper{2};
  std::vector<ChangeId> ids;  // of the changes that are there, in the order in which they were made

 private:
  void fill();
  void push(Member& member, std::vector<Change> changes, int refused = 0);

  server::Identity identity_;
  std::unique_ptr<server::Store> store_;  // for last_seq()
  std::string unused_code_;
  Markers markers_;
  struct Beginning {
    simulation::MemoryDisk disk;
    std::int64_t now_ms;
    Member office;
    Member helper;
  };
  std::optional<Beginning> beginning_;
  std::vector<Bytes> at_first_;
};

// The one that this process uses, made at the first call, as at first.
Township& fresh_township();

}  // namespace xinqiao::fuzz
