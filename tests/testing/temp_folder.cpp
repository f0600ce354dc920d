#include "testing/temp_folder.h"

#include <cstdlib>

#include "base/check.h"

namespace xinqiao::testing {

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "xinqiao-test-XXXXXX").string();
  XQ_CHECK(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace xinqiao::testing
