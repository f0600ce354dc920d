#pragma once

#include "domain/facts.h"
#include "model/fields.h"

namespace xinqiao::domain {

// Adds what one of the child's records says. Of a kind that no list needs: nothing.
void gather(std::uint32_t kind, const Fields& fields, Child& child);

// The same of the directory.
void gather(std::uint32_t kind, const Fields& fields, Township& township);

}  // namespace xinqiao::domain
