#pragma once

#include <string_view>

#include "cli/core.h"
#include "cli/naming/organisations.h"

namespace xinqiao::cli {

// Finds the record that a person means by a name. Thread rule: one thread at a time.
class References {
 public:
  explicit References(Core& core) : core_(core), organisations_(core) {}

  // `field` is the one that is filled in. An organisation nobody knows yet is created in `save` when the
  // office types it; any other unknown or ambiguous name is a Failure that lists what is near.
  Id resolve(std::string_view field, std::string_view kind, std::string_view name, v1::ApiSave& save);
  Organisations& organisations() { return organisations_; }

 private:
  Core& core_;
  Organisations organisations_;
};

}  // namespace xinqiao::cli
