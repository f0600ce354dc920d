#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/schema.h"

namespace xinqiao {

// What is wrong with a value and what would be right, in both languages of our messages.
struct Problem {
  std::string zh;
  std::string en;
};

// So many bytes at `at` are a character that nobody sees: a control, which some terminals obey, or what turns text
// around; 0: none is there. The marks of direction that Uyghur among Chinese needs are none.
std::size_t control_at(std::string_view text, std::size_t at);
// Where the next one is from `at` on; npos: nowhere.
std::size_t find_control(std::string_view text, std::size_t at);

// One line, as people read it: "出生日期 birth_date: '2018-13-01' 不是日期，请写成 2018-09-16 / is not a day, ...".
// `path` is the field as it was named; a long value is cut.
Error field_error(const schema::Field& field, std::string_view path, std::string_view value, const Problem& problem);
// The same where there is no value to show.
Error field_error(const schema::Field& field, std::string_view path, const Problem& problem);

// The one of `candidates` that was probably meant by `typed`, or empty.
std::string_view nearest(std::string_view typed, const schema::Message& candidates);
std::string_view nearest(std::string_view typed, const schema::Enum& candidates);

}  // namespace xinqiao
