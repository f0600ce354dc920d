#pragma once

#include <optional>

#include "domain/school_year.h"

// The assessment of helpers and class teachers and the awards to pupils of scheme eight (S8.4), as arithmetic: no store
// and no clock. One point pays one yuan. docs/schemes.md says what the scheme leaves open and how it is decided here.
namespace xinqiao::domain {

using Rank = std::uint32_t;  // in the class, from 1

enum class Reason { kNone, kNoFinal, kNoBaseline };

struct ChildPoints {
  Id id;
  std::optional<std::uint32_t> points;  // none: see `reason`
  std::optional<std::uint32_t> rank;
  std::optional<std::uint32_t> steady;
  std::uint32_t conduct = 0;
  std::uint32_t honour = 0;
  Reason reason = Reason::kNone;
  // The working: the final exam of which school year and term is the baseline, and both ranks.
  std::uint32_t baseline_year = 0;
  std::uint32_t baseline_term = 0;
  std::optional<Rank> baseline;
  std::optional<Rank> final;
};

struct HelperPoints {
  Id id;
  std::uint32_t points = 0;
  std::int64_t fen = 0;
};

struct ClassTeacherMean {
  Id id;
  std::optional<std::int64_t> fen;  // none: no child of theirs can be assessed
};

struct Award {
  Id child;
  std::int64_t fen = 0;
};

struct Assessment {
  std::vector<ChildPoints> children;  // each list ascending by id
  std::vector<HelperPoints> helpers;
  std::vector<ClassTeacherMean> class_teachers;
  std::vector<Award> awards;  // of those who get one
};

// Of the children who are supported in the school year: with a pairing in it other than a study buddy's.
Assessment assess(const std::vector<Child>& children, std::uint32_t school_year, const SchoolCalendar& calendar);

}  // namespace xinqiao::domain
