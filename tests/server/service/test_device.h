#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/crypto.h"
#include "merge/record_state.h"
#include "model/schema.h"
#include "server/service/test_server.h"
#include "wire/batch.h"
#include "xinqiao/v1/enroll.pb.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::server::testing {

struct Synced {
  int status = 0;
  v1::ErrorBody error;        // of a status that is not 200
  v1::SyncResponse response;  // of 200
  Bytes payload;              // as opened

  const v1::Receipt& receipt(int at = 0) const { return response.receipts(at); }
};

// A device as the server sees one: keys, a chain, frames; and the records it was sent. It does not merge its
// own work into them, so that a test sees exactly what came.
class TestDevice {
 public:
  TestDevice(TestServer& server, const std::string& code);

  // What enrolling answered; the constructor calls it.
  std::optional<v1::ErrorCode> enroll(const std::string& code);
  const v1::EnrollResponse& enrolled() const { return enrolled_; }
  Id person() const { return Id::from_bytes(enrolled_.person()); }

  // Changes in full form; their ids are known once batched.
  Change create(std::uint32_t kind, const Id& record, Fields fields) const;
  Change edit(const Id& record, Fields fields, std::vector<ChangeId> seen = {}) const;
  Change erase(const Id& record, std::vector<ChangeId> covers) const;

  // The next batch of this device's chain, signed. Gives the changes their ids.
  v1::Batch make_batch(std::vector<Change>& changes);
  Bytes batch(std::vector<Change> changes) { return make_batch(changes).SerializeAsString(); }
  Bytes batch(Change& change);

  Synced sync(std::vector<Bytes> batches = {}, std::uint32_t max_bytes = 1024 * 1024);
  Synced send(const v1::SyncRequest& request);
  Bytes frame(const v1::SyncRequest& request);
  // Pulls until it is complete; answers with the number of pages.
  int pull_all(std::uint32_t max_bytes = 1024 * 1024);

  std::map<Id, RecordState> records;  // as pulled
  std::map<Id, int> entered;          // how often each came with `entering`
  Bytes cursor;
  std::map<Bytes, Bytes> pieces;  // by hash, what has come of what is larger than a page

  Id incarnation;
  std::uint64_t seq = 0;
  Bytes chain;
  std::uint64_t nonce = 1;
  crypto::KeyPair sign_keys;
  bool abbreviate = false;

 private:
  void take(const v1::SyncResponse& response);
  void join(v1::SyncResponse& response);

  TestServer& server_;
  v1::EnrollResponse enrolled_;
  crypto::KeyPair box_keys_;
};

// Records for tests.
Fields child(const std::string& name);
Fields visit(const Id& child, const std::string& note);
Fields concern(const Id& child, bool confidential, const Id& owner = {});
Fields concern_step(const Id& child, const Id& concern);
Fields pairing(const Id& child, const Id& helper);
Fields one_text(std::uint32_t number, const std::string& text);

}  // namespace xinqiao::server::testing
