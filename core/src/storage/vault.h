#pragma once

#include <string>

#include "base/id.h"
#include "base/platform/file_system.h"
#include "base/platform/random.h"
#include "base/result.h"

namespace xinqiao {

// Holds the data key and seals what the device keeps. The key is wrapped by one derived from the PIN
// (Argon2id), or by a key file beside the database; the wrapping binds nothing but the key, so that a
// PIN can be changed without sealing anything anew.
// Thread rule: const methods from any thread when the Random is safe there.
class Vault {
 public:
  // A new data key. `wrapped` is what to keep; with an empty `pin` the key file is written.
  static Result<Vault> create(const std::string& key_file, std::string_view pin, FileSystem& files, Random& random,
                              Bytes& wrapped);
  // kWrongPin when the PIN is wrong, missing, or was never set.
  static Result<Vault> open(const std::string& key_file, std::string_view pin, BytesView wrapped, FileSystem& files,
                            Random& random);

  // Bound to (record, kind) and the key's number.
  Bytes seal_record(const Id& record, std::uint32_t kind, BytesView body) const;
  Result<Bytes> open_record(const Id& record, std::uint32_t kind, BytesView sealed) const;
  // Bound to a name.
  Bytes seal_named(std::string_view name, BytesView body) const;
  Result<Bytes> open_named(std::string_view name, BytesView sealed) const;

 private:
  Vault(Bytes key, Random& random) : key_(std::move(key)), random_(&random) {}
  Bytes key_;
  Random* random_;
};

}  // namespace xinqiao
