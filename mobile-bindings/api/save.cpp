#include "api/save.h"

#include "api/convert.h"
#include "model/schema.h"

namespace xinqiao::api {
namespace {

Error unknown_kind(const std::string& kind) {
  return Error{ErrorCode::kInvalid, "没有 '" + kind + "' 这种记录 / There is no kind of record '" + kind + "'"};
}

Result<Draft> draft_of_new(Client& client, const v1::ApiEdit& edit, const Id& id) {
  const schema::Kind* kind = schema::find_kind(edit.kind());
  if (kind == nullptr) return unknown_kind(edit.kind());
  return client.new_draft(kind->number, id);
}

Result<Edit> edit_of(Client& client, const v1::ApiEdit& request, bool skip_equal) {
  XQ_ASSIGN(const Id id, optional_id(request.id()));
  Edit edit;
  edit.create = request.draft().empty() && (request.create() || id.is_nil());
  edit.deletes = request.deletes();
  edit.as_given = request.as_given();
  edit.entered_ms = request.entered_ms();
  if (!request.draft().empty()) {
    XQ_ASSIGN(edit.draft, Draft::decode(request.draft()));
    if (!id.is_nil() && edit.draft.id != id) {
      return Error{ErrorCode::kInvalid,
                   "这张表单是另一条记录的 / the form is of another record: " + edit.draft.id.uuid()};
    }
  } else if (!edit.create) {
    XQ_ASSIGN(edit.draft, client.open_draft(id));
  } else {
    auto known = skip_equal && !id.is_nil() ? client.open_draft(id) : Result<Draft>(Error{ErrorCode::kNotFound, ""});
    edit.create = !known.ok();
    if (known.ok()) {
      edit.draft = *std::move(known);
    } else if (known.error().code == ErrorCode::kNotFound) {
      XQ_ASSIGN(edit.draft, draft_of_new(client, request, id));
    } else {
      return known.error();
    }
  }
  XQ_ASSIGN(edit.set, split_fields(request.set()));
  edit.cleared.assign(request.cleared().begin(), request.cleared().end());
  return edit;
}

}  // namespace

Result<Client::Saved> save(Client& client, const v1::ApiSave& request, std::uint32_t& failed) {
  std::vector<Edit> edits;
  edits.reserve(static_cast<std::size_t>(request.edits_size()));
  for (const v1::ApiEdit& each : request.edits()) {
    failed = static_cast<std::uint32_t>(edits.size()) + 1;
    XQ_ASSIGN(Edit edit, edit_of(client, each, request.skip_equal()));
    edits.push_back(std::move(edit));
  }
  std::size_t at = edits.size();
  const std::size_t none = at;
  auto saved = client.save(std::move(edits), {request.skip_equal(), request.apart(), &at});
  failed = at == none ? 0 : static_cast<std::uint32_t>(at) + 1;
  return saved;
}

}  // namespace xinqiao::api
