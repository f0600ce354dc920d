#pragma once

#include <map>
#include <string>

#include "base/bytes.h"

namespace xinqiao::testing {

// Messages of the draft wire format, made the same way each time: name -> bytes. Checked in under
// tests/data/corpus; regenerate with XQ_WRITE_CORPUS=1 until the first tagged release, never after.
std::map<std::string, Bytes> make_corpus();

// One whole request of `edits` one-field edits of distinct records, each of a 1-byte value, before compression.
Bytes edits_request(int edits);
Bytes empty_request_body();
Bytes empty_response_body();

}  // namespace xinqiao::testing
