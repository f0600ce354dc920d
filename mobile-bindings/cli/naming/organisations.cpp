#include "cli/naming/organisations.h"

#include "cli/failure.h"
#include "cli/record_writer.h"
#include "xinqiao/v1/people.pb.h"

namespace xinqiao::cli {
namespace {

constexpr std::string_view kKind = "organisation";

}  // namespace

void Organisations::learn() {
  if (learned_) return;
  identity_ = core_.identity();
  home_ = Id::from_bytes(identity_.organisation_id());
  learned_ = true;
}

const Id& Organisations::home() {
  learn();
  return home_;
}

bool Organisations::may_create() {
  learn();
  return identity_.role() == v1::POST_ROLE_OFFICE;
}

Id Organisations::ensure(std::string_view kind, const std::string& name, const Id& parent, v1::ApiSave& save) {
  const Key key{kind, name, parent};
  for (const auto* held : {&known_, &unsaved_}) {
    if (const auto it = held->find(key); it != held->end()) return it->second;
  }
  RecordWriter writer(kKind);
  writer.text("name", name);
  writer.choice("kind", kind);
  writer.id("parent", parent);
  const auto* kinds = writer.field("kind").enumeration;
  Bytes number;
  append_u64(number, static_cast<std::uint64_t>(kinds->find(kind)->number));
  const Id id = core_.derived_id(kKind, {parent.str(), number, name});
  if (core_.find(id)) {
    known_[key] = id;
    return id;
  }
  auto& edit = *save.add_edits();
  edit.set_id(id.str());
  edit.set_kind(std::string(kKind));
  edit.set_create(true);
  edit.set_set(join_fields(writer.fields()));
  unsaved_[key] = id;
  return id;
}

Id Organisations::ensure_township(const std::string& name, v1::ApiSave& save) {
  learn();
  return name == identity_.organisation_name() ? home_ : ensure("township", name, home_, save);
}

void Organisations::saved() { known_.merge(unsaved_); }

}  // namespace xinqiao::cli
