// A line of an import, as a child and as a visit. It is refused in words, or becomes records whose fields are sound;
// nothing of the line is lost unseen.
#include "base/check.h"
#include "cli/failure.h"
#include "cli/import/import_mapping.h"
#include "fuzz/targets.h"
#include "mobile-bindings/cli/made_world.h"
#include "model/text_codec.h"
#include "model/validate/validate.h"

namespace xinqiao::fuzz {
namespace {

using nlohmann::json;

// Every other child and visitor is known.
class World final : public testing::MadeWorld {
 public:
  bool knows(std::string_view, const Id& id) override { return id.bytes().back() % 2 == 0; }
};

void check_record(const cli::ImportRecord& record) {
  const schema::Kind* kind = schema::find_kind(record.kind);
  XQ_CHECK(kind != nullptr && !record.id.is_nil());
  XQ_CHECK(*split_fields(join_fields(record.fields)) == record.fields);
  const auto shown = json::parse(text::to_json(record.id, kind->number, record.fields), nullptr, false);
  XQ_CHECK(shown.is_object() && !shown.contains("unknown"));
  // The device looks again before it saves, with the words for it.
  if (check_wire(kind, record.fields).what != Violation::What::kNone)
    XQ_CHECK(!check_values(*kind, record.fields).ok());
}

template <typename Map>
void try_to(BytesView input, Map map) {
  try {
    cli::ImportLine line(input);
    World world;
    map(line, world);
  } catch (const cli::Failure& failure) {
    XQ_CHECK(is_utf8(failure.what()));
  }
}

// A name is taken as a field of the schema, or told.
void take_rest(const cli::ImportLine& line, cli::ImportRecord record) {
  const auto unknown = cli::take_extra(line, record);
  XQ_CHECK(unknown.size() <= line.rest().size());
  check_record(record);
}

}  // namespace

void fuzz_import(BytesView input) {
  try_to(input, [](cli::ImportLine& line, World& world) {
    const auto records = cli::map_child(line, world);
    XQ_CHECK(!records.empty() && records.front().kind == "child");
    for (const auto& record : records) check_record(record);
    take_rest(line, records.front());
  });
  try_to(input, [](cli::ImportLine& line, World& world) {
    const auto record = cli::map_visit(line, world);
    check_record(record);
    take_rest(line, record);
  });
}

}  // namespace xinqiao::fuzz
