#pragma once

#include "base/result.h"
#include "model/fields.h"
#include "model/schema.h"

namespace xinqiao {

// What a server must refuse whatever the schema version of the author: text that is not UTF-8 or is
// longer than limits::kTextBytes, known fields of the wrong wire type, ids not of 16 bytes, nested messages that do not
// parse. Unknown fields and enum values pass. `field` of the violation is 0 when it is the whole.
struct Violation {
  enum class What { kNone, kTextTooLong, kBadText, kBadValue };
  What what = What::kNone;
  std::uint32_t field = 0;
};
Violation check_wire(const schema::Kind* kind, const Fields& fields);
// Of one field.
Violation check_wire(const schema::Kind* kind, std::uint32_t number, BytesView bytes);

// What the device refuses before it saves, on top of check_wire: numbers out of range, impossible
// days, a wrong check digit (GB 11643), letters in a phone number. The message names the field in
// Chinese and English, the reason, and what to do.
Status check_values(const schema::Kind& kind, const Fields& fields);
// On creation: required fields are there. An empty text counts as missing.
Status check_required(const schema::Kind& kind, const Fields& fields);

// What the id of a record of a kind with a natural key is derived from (Id::derived): the kind's number,
// then of each key field its length and its value without tag, numbers as 8 bytes, all little-endian.
// kInvalid when a key field is missing.
Result<Bytes> natural_key(const schema::Kind& kind, const Fields& fields);

}  // namespace xinqiao
