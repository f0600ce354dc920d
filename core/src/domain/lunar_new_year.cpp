#include "domain/lunar_new_year.h"

#include <array>

namespace xinqiao::domain {
namespace {

constexpr std::uint32_t kFirstYear = 2020;

// Month and day, MMDD, from 2020 to 2100. Two public calendar libraries agree on each; ICU's Chinese calendar is a day
// off in 2027 and 2030.
constexpr auto kNewYears = std::to_array<std::uint16_t>({
    125, 212, 201, 122, 210, 129, 217, 206, 126, 213,  // 2020
    203, 123, 211, 131, 219, 208, 128, 215, 204, 124,  // 2030
    212, 201, 122, 210, 130, 217, 206, 126, 214, 202,  // 2040
    123, 211, 201, 219, 208, 128, 215, 204, 124, 212,  // 2050
    202, 121, 209, 129, 217, 205, 126, 214, 203, 123,  // 2060
    211, 131, 219, 207, 127, 215, 205, 124, 212, 202,  // 2070
    122, 209, 129, 217, 206, 126, 214, 203, 124, 210,  // 2080
    130, 218, 207, 127, 215, 205, 125, 212, 201, 121,  // 2090
    209                                                // 2100
});

}  // namespace

Day lunar_new_year(std::uint32_t year) {
  if (year < kFirstYear || year - kFirstYear >= kNewYears.size()) return 0;
  return year * 10'000 + kNewYears[year - kFirstYear];
}

}  // namespace xinqiao::domain
