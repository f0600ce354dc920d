#pragma once

#include "domain/facts.h"

namespace xinqiao::domain {

// New Year's Day of the lunar year, 正月初一, that falls in this year; from 2020 to 2100, 0 outside.
Day lunar_new_year(std::uint32_t year);

}  // namespace xinqiao::domain
