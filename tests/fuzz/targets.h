#pragma once

#include <array>

#include "base/bytes.h"

// What a fuzzer drives (docs/testing.md). Each target takes any bytes, does the same for the same ones, and ends the
// program (XQ_CHECK) when something that must hold does not.
namespace xinqiao::fuzz {

void fuzz_state(BytesView input);
void fuzz_merge(BytesView input);
void fuzz_receipt(BytesView input);
void fuzz_batch(BytesView input);
void fuzz_frame(BytesView input);
void fuzz_cursor(BytesView input);
void fuzz_enroll(BytesView input);
void fuzz_sync(BytesView input);
void fuzz_rescue(BytesView input);
void fuzz_answer(BytesView input);
void fuzz_text(BytesView input);
void fuzz_import(BytesView input);
void fuzz_simulation(BytesView input);

struct Target {
  const char* name;  // of its program, and of its folder under tests/data/fuzz
  void (*run)(BytesView input);
};
inline constexpr std::array kTargets = {
    Target{"state", fuzz_state},           Target{"merge", fuzz_merge}, Target{"receipt", fuzz_receipt},
    Target{"batch", fuzz_batch},           Target{"frame", fuzz_frame}, Target{"cursor", fuzz_cursor},
    Target{"enroll", fuzz_enroll},         Target{"sync", fuzz_sync},   Target{"rescue", fuzz_rescue},
    Target{"answer", fuzz_answer},         Target{"text", fuzz_text},   Target{"import", fuzz_import},
    Target{"simulation", fuzz_simulation},
};

}  // namespace xinqiao::fuzz
