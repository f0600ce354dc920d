#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xinqiao::cli {

// The words of a line, as a shell would take them: spaces and tabs part words; between '…' everything stands for
// itself; between "…" too, but for \n (a new line), \t, \" and \\. Quotes may begin inside a word: name="王 小明".
// wrong_usage when a quote is not closed.
std::vector<std::string> split_words(std::string_view line);

}  // namespace xinqiao::cli
