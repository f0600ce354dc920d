#pragma once

#include "domain/facts.h"

namespace xinqiao::domain {

// The schemes' own rules (docs/schemes.md), each as a record of the same code has it, and those the office has added;
// without what is off. In the order of the schemes.
std::vector<Rule> rules_in_force(const std::vector<RuleRecord>& of_office);

}  // namespace xinqiao::domain
