#pragma once

#include "domain/facts.h"
#include "domain/report/report.h"

namespace xinqiao::domain {

// Names by id. Lifetime: the township's.
class Naming {
 public:
  explicit Naming(const Township& township) : township_(township) {}

  Cell child(const Id& id) const;
  Cell person(const Id& id) const;  // or a fellow pupil
  Cell organisation(const Id& id) const;

 private:
  const Township& township_;
};

// A value of the field's enum; 0: nothing.
Cell word(std::string_view kind, std::string_view field, std::uint32_t number);

}  // namespace xinqiao::domain
