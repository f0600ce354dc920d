#pragma once

#include "domain/facts.h"
#include "model/fields.h"

namespace xinqiao::domain {

// A record as it is shown.
struct Gathered {
  Id id;
  std::uint32_t kind = 0;
  Id author;  // who began it; nil: nobody can tell
  const Fields& fields;
};

// Adds what one of the child's records says. Of a kind that no list needs: nothing.
void gather(const Gathered& record, Child& child);

// The same of the directory.
void gather(const Gathered& record, Township& township);

}  // namespace xinqiao::domain
