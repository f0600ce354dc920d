#pragma once

#include <cstdint>
#include <string_view>

#include "base/id.h"
#include "model/fields.h"
#include "model/schema.h"

namespace xinqiao::cli {

// Writes a record's fields by their schema names. A value that cannot be is a Failure that names it; an
// unknown kind or field is our own mistake.
class RecordWriter {
 public:
  explicit RecordWriter(std::string_view kind);

  const schema::Field& field(std::string_view name) const;
  const Fields& fields() const { return fields_; }
  bool empty() const { return fields_.empty(); }

  void text(std::string_view name, std::string_view value);  // adds one more to a repeated field
  void number(std::string_view name, std::uint64_t value);   // also yes and no
  void choice(std::string_view name, std::string_view value);
  void day(std::string_view name, std::string_view value);
  void time(std::string_view name, std::int64_t ms) { number(name, static_cast<std::uint64_t>(ms)); }
  void id(std::string_view name, const Id& value) { text(name, value.bytes()); }
  void message(std::string_view name, BytesView value) { text(name, value); }
  void add(const Fields& more);

 private:
  const schema::Kind& kind_;
  Fields fields_;
};

}  // namespace xinqiao::cli
