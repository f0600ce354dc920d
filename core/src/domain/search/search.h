#pragma once

#include <string>
#include <string_view>

#include "domain/facts.h"

// Finding a child by what somebody remembers of it. Pure.
namespace xinqiao::domain {

// "wxy" for 韦小燕. Of a surname that is read in two ways both count: "qds" and "tds" find 覃大山. What is no Chinese
// character stands for itself, in small letters.
bool has_initials(std::string_view name, std::string_view typed);

struct Found {
  Id id;
  bool is_child = false;  // else one of the people who look after them
  std::string name;
  Id village;
  Id school;
};

// Each word of the text must be part of the name, of its initials, of the village's or the school's name, or, of
// digits, of a telephone number around the child. Names that begin so come first. Children first, at most `limit` of
// all.
std::vector<Found> search(const Township& township, std::string_view text, std::size_t limit);

}  // namespace xinqiao::domain
