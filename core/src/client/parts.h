#pragma once

#include <memory>

#include "client/facts/facts_index.h"
#include "storage/local_store.h"
#include "xinqiao/client.h"

namespace xinqiao {

// What a client is made of. Shared by the files that implement its methods, seen by nobody else.
struct Client::Parts {
  Environment environment;
  std::unique_ptr<LocalStore> store;
  std::unique_ptr<v1::Identity> identity;  // null before enrolment
  FactsIndex facts;

  // kRefused before enrolment.
  Status require_enrolled() const;
};

}  // namespace xinqiao
