#include "cli/core.h"

#include "cli/failure.h"

namespace xinqiao::cli {
namespace {

constexpr std::uint32_t kPage = 1000;

v1::ApiResponse read_response(xq_bytes& bytes) {
  v1::ApiResponse response;
  const bool parsed = bytes.data != nullptr && response.ParseFromArray(bytes.data, static_cast<int>(bytes.size));
  xq_free(&bytes);
  if (!parsed)
    throw Failure("internal", "核心没有给出回答，可能内存不足 / The core gave no answer; perhaps out of memory");
  const v1::ApiError& error = response.error();
  if (response.has_error()) throw Failure(error.code(), error.message(), kCouldNot, error.edit());
  return response;
}

}  // namespace

Record read_record(const v1::ApiRecord& record) {
  return {.id = Id::from_bytes(record.id()),
          .kind_number = record.kind(),
          .kind = schema::find_kind(record.kind()),
          .fields = must(split_fields(record.fields())),
          .deleted = record.deleted(),
          .unsent = record.unsent(),
          .refused = record.refused(),
          .reason = record.reason()};
}

Core::Core(const Options& options) {
  const xq_options c_options{.version = XQ_API_VERSION,
                             .folder = options.folder.c_str(),
                             .pin = options.pin.empty() ? nullptr : options.pin.c_str(),
                             .progress = options.progress,
                             .progress_context = options.progress_context};
  xq_bytes error{};
  if (xq_open(&c_options, &client_, &error) != XQ_OK) read_response(error);
}

v1::ApiResponse Core::call(const v1::ApiRequest& request) {
  const std::string bytes = request.SerializeAsString();
  xq_bytes response{};
  xq_call(client_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &response);
  return read_response(response);
}

v1::ApiRescued Core::rescue(const std::string& folder, const std::string& file) {
  xq_bytes response{};
  xq_rescue(folder.c_str(), file.c_str(), &response);
  return read_response(response).rescued();
}

v1::ApiSaved Core::save(v1::ApiSave save) {
  v1::ApiRequest request;
  *request.mutable_save() = std::move(save);
  return call(request).saved();
}

std::optional<Record> Core::find(const Id& id) {
  try {
    return get(id);
  } catch (const Failure& failure) {
    if (failure.code() != name(ErrorCode::kNotFound)) throw;
    return std::nullopt;
  }
}

Record Core::get(const Id& id) {
  v1::ApiRequest request;
  request.mutable_get()->set_id(id.str());
  return read_record(call(request).record());
}

v1::ApiRecords Core::page(std::string_view kind, const Bytes& after) {
  v1::ApiRequest request;
  auto& list = *request.mutable_list();
  list.set_kind(std::string(kind));
  list.set_after(after);
  list.set_limit(kPage);
  return call(request).records();
}

v1::ApiStatusReport Core::status() {
  v1::ApiRequest request;
  request.mutable_status();
  return call(request).status();
}

std::map<Id, std::set<std::uint32_t>> Core::clashing() {
  v1::ApiRequest request;
  request.mutable_clashes();
  std::map<Id, std::set<std::uint32_t>> fields;
  const v1::ApiResponse response = call(request);
  for (const auto& clash : response.clashes().clashes()) {
    fields[Id::from_bytes(clash.record())].insert(clash.field());
  }
  return fields;
}

v1::ApiAttentionList Core::attention(bool remember) {
  v1::ApiRequest request;
  request.mutable_attention()->set_remember(remember);
  return call(request).attention();
}

v1::ApiIdentity Core::identity() {
  const v1::ApiStatusReport report = status();
  if (!report.has_identity()) {
    throw Failure("unauthenticated",
                  "这个数据文件夹还没有登记：请先用 enroll 命令和邀请码登记 / "
                  "This data folder is not enrolled: use the enroll command with a code first");
  }
  return report.identity();
}

Id Core::derived_id(std::string_view kind, const std::vector<Bytes>& parts) {
  v1::ApiRequest request;
  request.mutable_derived_id()->set_kind(std::string(kind));
  for (const Bytes& part : parts) request.mutable_derived_id()->add_parts(part);
  return Id::from_bytes(call(request).derived_id().id());
}

}  // namespace xinqiao::cli
