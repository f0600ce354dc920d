#include "wire/dictionary/dictionary.h"

#include <iterator>

namespace xinqiao::wire {
namespace {

constexpr unsigned char kFirst[] = {
// NOLINT(modernize-avoid-c-arrays): what the file beside it holds, as text
#include "dictionary_1.inc"
};

}  // namespace

BytesView dictionary(std::uint32_t id) {
  return id == 1 ? BytesView(reinterpret_cast<const char*>(kFirst), std::size(kFirst)) : BytesView();
}

}  // namespace xinqiao::wire
