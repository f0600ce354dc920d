#include "api/dispatch.h"

#include <chrono>
#include <thread>

#include "api/convert.h"
#include "api/domain_calls.h"
#include "api/respond.h"
#include "api/save.h"
#include "model/schema.h"
#include "net/curl_transport.h"

namespace xinqiao::api {
namespace {

constexpr std::int64_t kGiveUpMs = 30 * 1000;
constexpr std::uint32_t kListLimit = 1000;
constexpr std::uint32_t kAttentionNamed = 100;

void put_saved(const Client::Saved& saved, v1::ApiResponse& out) {
  for (const Id& id : saved.ids) out.mutable_saved()->add_ids(id.str());
  out.mutable_saved()->set_written(saved.written);
  out.mutable_saved()->set_kept(saved.kept);
  for (const auto& each : saved.warnings) {
    auto& warning = *out.mutable_saved()->add_warnings();
    warning.set_edit(static_cast<std::uint32_t>(each.edit) + 1);
    warning.set_field(each.field);
    warning.set_zh(each.zh);
    warning.set_en(each.en);
  }
}

Response enroll(const Session& session, const v1::ApiEnroll& request) {
  XQ_ASSIGN(const ServerAddress server, Client::server_of(request.code()));
  XQ_ASSIGN(const auto transport,
            CurlTransport::create({.url = server.url, .pin = server.pin, .reach_within_ms = kGiveUpMs}));
  return respond(session.client.enroll(request.code(), request.label(), *transport),
                 [](const Identity& identity, v1::ApiResponse& out) { *out.mutable_enrolled() = to_api(identity); });
}

Response sync(const Session& session, const v1::ApiSync& request) {
  const std::int64_t give_up_ms = request.give_up_ms() == 0 ? kGiveUpMs : request.give_up_ms();
  XQ_ASSIGN(const ServerAddress server, session.client.server());
  XQ_ASSIGN(const auto transport,
            CurlTransport::create({.url = server.url, .pin = server.pin, .reach_within_ms = give_up_ms}));
  const WaitFor wait = [once = request.once()](std::int64_t ms) {
    if (once) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return true;
  };
  const auto report = session.client.sync(*transport, wait, give_up_ms, session.progress);
  // What a list could not be made of now will be told when one is asked for.
  if (report.ok() && report->accepted + report->pulled > 0) (void)session.client.gather();
  return respond(report, [](const SyncReport& done, v1::ApiResponse& out) { *out.mutable_synced() = to_api(done); });
}

Response get(const Client& client, const v1::ApiGet& request) {
  XQ_ASSIGN(const Id id, required_id(request.id()));
  return respond(client.get(id),
                 [](const Shown& record, v1::ApiResponse& out) { *out.mutable_record() = to_api(record); });
}

Response list(const Client& client, const v1::ApiList& request) {
  if (request.limit() == 0 || request.limit() > kListLimit) {
    return Error{ErrorCode::kInvalid, "limit 必须在 1 到 1000 之间 / limit must be 1 to 1000"};
  }
  std::uint32_t number = 0;
  if (!request.kind().empty()) {
    const schema::Kind* kind = schema::find_kind(request.kind());
    if (kind == nullptr) {
      return Error{ErrorCode::kInvalid,
                   "没有 '" + request.kind() + "' 这种记录 / There is no kind of record '" + request.kind() + "'"};
    }
    number = kind->number;
  }
  XQ_ASSIGN(const Id child, optional_id(request.child()));
  XQ_ASSIGN(const Id after, optional_id(request.after()));
  return respond(client.list(number, child, after, request.limit()),
                 [](const Client::Page& page, v1::ApiResponse& out) {
                   for (const Shown& record : page.records) *out.mutable_records()->add_records() = to_api(record);
                   out.mutable_records()->set_more(page.more);
                 });
}

Response history(const Client& client, const v1::ApiHistory& request) {
  XQ_ASSIGN(const Id id, required_id(request.id()));
  XQ_ASSIGN(const std::uint32_t kind, client.kind_of(id));  // also of what was taken back
  return respond(client.history(id), [&](const std::vector<HistoryLine>& lines, v1::ApiResponse& out) {
    out.mutable_history()->set_kind(kind);
    for (const HistoryLine& line : lines) *out.mutable_history()->add_lines() = to_api(line);
  });
}

Response open_draft(const Client& client, const v1::ApiOpenDraft& request) {
  XQ_ASSIGN(const Id id, required_id(request.id()));
  XQ_ASSIGN(const Shown record, client.get(id));
  return respond(client.open_draft(id), [&](const Draft& draft, v1::ApiResponse& out) {
    *out.mutable_draft()->mutable_record() = to_api(record);
    out.mutable_draft()->mutable_record()->set_fields(join_fields(draft.shown));
    out.mutable_draft()->set_draft(draft.encode());
  });
}

Response status(const Client& client) {
  return respond(client.status(), [&](const StatusReport& report, v1::ApiResponse& out) {
    *out.mutable_status() = to_api(report);
    if (const auto attention = client.attention(kAttentionNamed); attention.ok()) {
      for (const Attention& one : *attention) *out.mutable_status()->add_attention() = to_api(one);
    }
    if (const auto identity = client.identity(); identity.ok()) {
      *out.mutable_status()->mutable_identity() = to_api(*identity);
    }
  });
}

Response attention(Client& client, const v1::ApiListAttention& request) {
  XQ_ASSIGN(const auto items, client.attention(request.limit() == 0 ? kListLimit : request.limit()));
  if (request.remember()) XQ_TRY(client.remember_listed(items));
  v1::ApiResponse response;
  response.mutable_attention();
  for (const Attention& item : items) *response.mutable_attention()->add_items() = to_api(item);
  return response;
}

Response decide(Client& client, const v1::ApiDecide& request) {
  XQ_ASSIGN(const Id id, required_id(request.id()));
  return respond(client.decide(id, request.accepts(), request.why()), put_saved);
}

Response put_back(Client& client, const v1::ApiPutBack& request) {
  XQ_ASSIGN(const Id record, required_id(request.record()));
  if (!request.let_go()) return respond(client.put_back(record), put_saved);
  XQ_TRY(client.let_go(record));
  v1::ApiResponse response;
  response.mutable_saved();
  return response;
}

Response release(Client& client, const v1::ApiRelease& request) {
  XQ_ASSIGN(const Id id, required_id(request.id()));
  return respond(client.release(id), put_saved);
}

Response clashes(Client& client, const v1::ApiClashes& request) {
  XQ_ASSIGN(const auto list, client.clashes());
  if (request.remember()) XQ_TRY(client.remember_shown(list));
  v1::ApiResponse response;
  response.mutable_clashes();
  for (const Clash& clash : list) *response.mutable_clashes()->add_clashes() = to_api(clash);
  return response;
}

Response resolve(Client& client, const v1::ApiResolve& request) {
  Resolution resolution;
  switch (request.how_case()) {
    case v1::ApiResolve::kKeep:
      break;
    case v1::ApiResolve::kTake:
      resolution.how = Resolution::How::kTake;
      if (request.take() == 0) return Error{ErrorCode::kInvalid, "从 1 数起 / values are counted from 1"};
      resolution.index = request.take() - 1;
      break;
    case v1::ApiResolve::kValue:
      resolution.how = Resolution::How::kValue;
      resolution.value = request.value();
      break;
    case v1::ApiResolve::HOW_NOT_SET:
      return Error{ErrorCode::kInvalid, "没有说怎样解决 / It does not say how to decide"};
  }
  resolution.only_check = request.only_check();
  resolution.looked_at.assign(request.looked_at().begin(), request.looked_at().end());
  return respond(client.resolve(request.clash(), resolution), put_saved);
}

Response digest(const Client& client) {
  return respond(client.digest(), [](const Client::Digest& digest, v1::ApiResponse& out) {
    out.mutable_digest()->set_digest(digest.value);
    out.mutable_digest()->set_records(digest.records);
  });
}

Response derived_id(const Client& client, const v1::ApiDerivedId& request) {
  const schema::Kind* kind = schema::find_kind(request.kind());
  if (kind == nullptr) return Error{ErrorCode::kInvalid, "没有这种记录 / There is no such kind of record"};
  v1::ApiResponse response;
  const Id id = client.derived_id(kind->number, {request.parts().begin(), request.parts().end()});
  response.mutable_derived_id()->set_id(id.str());
  return response;
}

Response save_all(Client& client, const v1::ApiSave& request) {
  std::uint32_t failed = 0;
  const auto saved = save(client, request, failed);
  if (saved.ok()) return respond(saved, put_saved);
  v1::ApiResponse response = failure(saved.error());
  response.mutable_error()->set_edit(failed);
  return response;
}

Response call(const Session& session, const v1::ApiRequest& request) {
  Client& client = session.client;
  switch (request.call_case()) {
    case v1::ApiRequest::kEnroll:
      return enroll(session, request.enroll());
    case v1::ApiRequest::kSave:
      return save_all(client, request.save());
    case v1::ApiRequest::kGet:
      return get(client, request.get());
    case v1::ApiRequest::kList:
      return list(client, request.list());
    case v1::ApiRequest::kHistory:
      return history(client, request.history());
    case v1::ApiRequest::kSync:
      return sync(session, request.sync());
    case v1::ApiRequest::kStatus:
      return status(client);
    case v1::ApiRequest::kClashes:
      return clashes(client, request.clashes());
    case v1::ApiRequest::kResolve:
      return resolve(client, request.resolve());
    case v1::ApiRequest::kDigest:
      return digest(client);
    case v1::ApiRequest::kDerivedId:
      return derived_id(client, request.derived_id());
    case v1::ApiRequest::kOpenDraft:
      return open_draft(client, request.open_draft());
    case v1::ApiRequest::kAttention:
      return attention(client, request.attention());
    case v1::ApiRequest::kDecide:
      return decide(client, request.decide());
    case v1::ApiRequest::kPutBack:
      return put_back(client, request.put_back());
    case v1::ApiRequest::kRelease:
      return release(client, request.release());
    case v1::ApiRequest::kAssess:
      return assess(client, request.assess());
    case v1::ApiRequest::kDue:
      return due(client, request.due());
    case v1::ApiRequest::kFestival:
      return festival(client, request.festival());
    case v1::ApiRequest::kGather:
      return gather(client);
    case v1::ApiRequest::kReport:
      return report(client, request.report());
    case v1::ApiRequest::kSearch:
      return search(client, request.search());
    case v1::ApiRequest::kSchedule:
      return schedule(client);
    case v1::ApiRequest::CALL_NOT_SET:
      break;
  }
  return Error{ErrorCode::kInvalid, "这个版本没有这项功能 / The request holds no call that this version knows"};
}

}  // namespace

v1::ApiResponse dispatch(const Session& session, const v1::ApiRequest& request) {
  Response response = call(session, request);
  return response.ok() ? *std::move(response) : failure(response.error());
}

}  // namespace xinqiao::api
