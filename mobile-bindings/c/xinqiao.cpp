#include "c/xinqiao.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>

#include "api/convert.h"
#include "api/dispatch.h"
#include "base/crypto.h"
#include "xinqiao/client.h"

namespace {

using xinqiao::Error;
using xinqiao::ErrorCode;

// The world as the operating system gives it.
struct World {
  xinqiao::SystemClock clock;
  xinqiao::SystemRandom random;
  xinqiao::SystemFileSystem files;
  xinqiao::Environment environment{clock, random, files};
};

xq_status status_of(const xinqiao::v1::ApiResponse& response) {
  if (!response.has_error()) return XQ_OK;
  const std::string& step = response.error().next_step();
  if (step == "fix_input") return XQ_FIX_INPUT;
  if (step == "retry") return XQ_RETRY;
  return step == "sign_in" ? XQ_SIGN_IN : XQ_REPORT;
}

// Copies into memory that C may free. Out of memory: no bytes, and XQ_REPORT.
xq_status hand_out(const xinqiao::v1::ApiResponse& response, xq_bytes* out) {
  const std::string bytes = response.SerializeAsString();
  out->data = static_cast<uint8_t*>(std::malloc(bytes.empty() ? 1 : bytes.size()));
  if (out->data == nullptr) return XQ_REPORT;
  std::memcpy(out->data, bytes.data(), bytes.size());
  out->size = bytes.size();
  return status_of(response);
}

xq_status hand_out(const Error& error, xq_bytes* out) { return hand_out(xinqiao::api::failure(error), out); }

Error misuse(const char* what) {
  return Error{ErrorCode::kInvalid, std::string("程序调用有误 / The library was called wrongly: ") + what};
}

Error no_crypto() {
  return Error{ErrorCode::kInternal,
               "加密库无法启动：请重启程序 / The crypto library does not start: restart the program"};
}

}  // namespace

struct xq_client {
  World world;
  xinqiao::Progress progress;
  std::mutex mutex;
  std::unique_ptr<xinqiao::Client> client;  // guarded by mutex
};

uint32_t xq_api_version(void) { return XQ_API_VERSION; }

xq_status xq_open(const xq_options* options, xq_client** client, xq_bytes* error) {
  if (error == nullptr) return XQ_FIX_INPUT;
  *error = {};
  if (client == nullptr) return hand_out(misuse("client is NULL"), error);
  *client = nullptr;
  if (options == nullptr) return hand_out(misuse("options is NULL"), error);
  if (options->version != XQ_API_VERSION) return hand_out(misuse("options->version is not XQ_API_VERSION"), error);
  if (options->folder == nullptr || *options->folder == '\0') return hand_out(misuse("no folder"), error);
  if (!xinqiao::crypto::init()) return hand_out(no_crypto(), error);

  auto handle = std::make_unique<xq_client>();
  if (options->progress != nullptr) {
    handle->progress = [report = options->progress, context = options->progress_context](
                           const char* stage, uint64_t done, uint64_t total) { report(context, stage, done, total); };
  }
  auto opened = xinqiao::Client::open({.folder = options->folder, .pin = options->pin == nullptr ? "" : options->pin},
                                      handle->world.environment);
  if (!opened.ok()) return hand_out(opened.error(), error);
  handle->client = *std::move(opened);
  *client = handle.release();
  return XQ_OK;
}

xq_status xq_call(xq_client* client, const uint8_t* request, size_t size, xq_bytes* response) {
  if (response == nullptr) return XQ_FIX_INPUT;
  *response = {};
  if (client == nullptr) return hand_out(misuse("client is NULL"), response);
  if (request == nullptr && size > 0) return hand_out(misuse("request is NULL"), response);
  if (size > INT32_MAX) return hand_out(misuse("the request is over 2 GiB"), response);
  xinqiao::v1::ApiRequest parsed;
  if (!parsed.ParseFromArray(request, static_cast<int>(size))) {
    return hand_out(misuse("the request is no ApiRequest"), response);
  }
  const std::scoped_lock lock(client->mutex);
  const xinqiao::api::Session session{*client->client, client->progress};
  return hand_out(xinqiao::api::dispatch(session, parsed), response);
}

xq_status xq_rescue(const char* folder, const char* file, xq_bytes* response) {
  if (response == nullptr) return XQ_FIX_INPUT;
  *response = {};
  if (folder == nullptr || file == nullptr) return hand_out(misuse("folder or file is NULL"), response);
  if (!xinqiao::crypto::init()) return hand_out(no_crypto(), response);
  const World world;
  const auto rescued = xinqiao::Client::rescue(folder, file, world.environment);
  if (!rescued.ok()) return hand_out(rescued.error(), response);
  xinqiao::v1::ApiResponse answer;
  answer.mutable_rescued()->set_changes(rescued->changes);
  answer.mutable_rescued()->set_bytes(rescued->bytes);
  answer.mutable_rescued()->set_unsent(rescued->unsent);
  answer.mutable_rescued()->set_missing(rescued->missing);
  answer.mutable_rescued()->set_left_out(rescued->left_out);
  return hand_out(answer, response);
}

void xq_close(xq_client** client) {
  if (client == nullptr || *client == nullptr) return;
  xq_client* closing = *client;
  *client = nullptr;
  {
    const std::scoped_lock lock(closing->mutex);
  }  // the call under way comes to its end
  delete closing;
}

void xq_free(xq_bytes* bytes) {
  if (bytes == nullptr) return;
  std::free(bytes->data);
  *bytes = {};
}
