#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "model/fields.h"
#include "model/schema.h"

// Between records and what people type and read. Driven by the schema table alone.
namespace xinqiao::text {

// `path` names a field by schema name, nested ones by dots: "location.lat"; elements of a repeated
// message by position: "posts.0.role", one past the end appends. A nested message named alone means
// its first field: "status=graduated" is "status.state=graduated". Repeated scalars: values separated
// by commas, `\,` for a comma inside one.
struct Assignment {
  std::string path;
  std::string value;
};

// Turns a name typed where an id is wanted into the id; `kind` is the kind referred to.
using Resolver = std::function<Result<Id>(std::string_view kind, std::string_view name)>;

// The bytes of every top-level field the assignments touch, merged over `current` (so that
// "location.lat" alone keeps the longitude). kInvalid names the field, what is wrong, and what would
// be right (near field names, enum values, ranges, the day format). An error of the
// resolver keeps its code.
Result<Fields> parse(const schema::Message& message, const std::vector<Assignment>& assignments, const Fields& current,
                     const Resolver& resolve);

// One JSON object per record: {"id":…,"record_kind":…, fields by schema name}. Days "2026-04-18",
// times RFC 3339, ids UUIDs, enums by name (unknown values as numbers), unknown fields under
// "unknown": {"99": "<hex>"}; absent fields left out. `kind` may be null for an unknown kind:
// record_kind is then "kind_<number>".
std::string to_json(const Id& id, std::uint32_t kind_number, const Fields& fields);
// One field's value as JSON; as text for people (labels in Chinese for enums, notes with their line
// ends), which `parse` reads back for all but messages. What is not of the field's type is shown as hex.
std::string value_json(const schema::Field& field, BytesView bytes);
std::string value_text(const schema::Field& field, BytesView bytes);
std::string quote_json(std::string_view text);

}  // namespace xinqiao::text
