#include "server/service/test_device.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "merge/state_codec.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"
#include "xinqiao/v1/child.pb.h"
#include "xinqiao/v1/concern.pb.h"
#include "xinqiao/v1/people.pb.h"
#include "xinqiao/v1/visit.pb.h"

namespace xinqiao::server::testing {

TestDevice::TestDevice(TestServer& server, const std::string& code) : server_(server) {
  sign_keys = crypto::make_sign_keys(server.random());
  box_keys_ = crypto::make_box_keys(server.random());
  incarnation = Id::random(server.clock().wall_ms(), server.random());
  chain = wire::chain_start(incarnation);
  const auto refused = enroll(code);
  EXPECT_FALSE(refused.has_value()) << *refused;
}

std::optional<v1::ErrorCode> TestDevice::enroll(const std::string& code) {
  const auto read = wire::read_enroll_code(code);
  EXPECT_TRUE(read.ok());
  v1::EnrollRequest request;
  request.set_code(read->code());
  request.set_sign_key(sign_keys.public_key);
  request.set_box_key(box_keys_.public_key);
  request.set_incarnation(incarnation.str());
  request.set_label("手机");
  request.set_wire_version(1);
  request.set_proof(wire::enroll_proof(request, read->secret()));
  const Answer answer = server_.post(
      "/v1/enroll", wire::pack_frame(read->organisation(), 0, nonce++, request.SerializeAsString(), read->secret()));
  if (answer.status != 200) {
    v1::ErrorBody error;
    EXPECT_TRUE(error.ParseFromString(answer.body));
    return error.code();
  }
  const auto frame = wire::parse_frame(answer.body);
  const auto payload = wire::open_frame(*frame, read->secret());
  EXPECT_TRUE(payload.ok());
  EXPECT_TRUE(enrolled_.ParseFromString(*payload));
  return std::nullopt;
}

Change TestDevice::create(std::uint32_t kind, const Id& record, Fields fields) const {
  Change change = edit(record, std::move(fields));
  change.kind = kind;
  return change;
}

Change TestDevice::edit(const Id& record, Fields fields, std::vector<ChangeId> seen) const {
  Change change;
  change.record = record;
  change.author = person();
  change.written = stamp_at(server_.clock().wall_ms());
  for (auto& [number, value] : fields) change.groups.push_back({number, std::move(value), seen, {}});
  return change;
}

Change TestDevice::erase(const Id& record, std::vector<ChangeId> covers) const {
  Change change = edit(record, {});
  change.groups.push_back({kDeletedGroup, Bytes(), {}, std::move(covers)});
  return change;
}

v1::Batch TestDevice::make_batch(std::vector<Change>& changes) {
  const wire::BatchContext context{person(), static_cast<std::uint64_t>(server_.clock().wall_ms())};
  v1::Batch batch;
  batch.set_incarnation(incarnation.str());
  batch.set_first_seq(seq + 1);
  batch.set_previous(seq == 0 ? 0 : wire::id_at(chain));
  batch.set_secret(server_.random().bytes(16));
  batch.set_base_ms(context.base_ms);
  for (const Change& change : changes) *batch.add_changes() = wire::pack(change, context, abbreviate);
  for (int i = 0; i < batch.changes_size(); ++i) {
    Change& change = changes[static_cast<std::size_t>(i)];
    chain = wire::chain_next(
        chain, wire::commitment(wire::salt_at(batch.secret(), static_cast<std::uint32_t>(i)), wire::canonical(change)));
    change.id = wire::id_at(chain);
  }
  batch.set_signature(crypto::sign(sign_keys.secret_key,
                                   wire::signed_text(Id::from_bytes(enrolled_.organisation_id()), incarnation, seq + 1,
                                                     static_cast<std::uint32_t>(changes.size()), chain)));
  seq += changes.size();
  return batch;
}

Bytes TestDevice::batch(Change& change) {
  std::vector<Change> one{change};
  const Bytes bytes = make_batch(one).SerializeAsString();
  change = one.front();
  return bytes;
}

Synced TestDevice::sync(std::vector<Bytes> batches, std::uint32_t max_bytes) {
  v1::SyncRequest request;
  request.mutable_hello()->set_wire_version(1);
  request.mutable_hello()->set_epoch(enrolled_.epoch());
  request.set_cursor(cursor);
  request.set_want(v1::WANT_PULL);
  request.set_max_bytes(max_bytes);
  for (Bytes& batch : batches) request.add_batches(std::move(batch));
  for (const auto& [hash, data] : pieces) {
    auto& need = *request.add_pieces();
    need.set_hash(hash);
    need.set_offset(data.size());
  }
  return send(request);
}

Bytes TestDevice::frame(const v1::SyncRequest& request) {
  return wire::pack_frame(1, enrolled_.device(), nonce++, request.SerializeAsString(), enrolled_.request_secret());
}

Synced TestDevice::send(const v1::SyncRequest& request) {
  const Answer answer = server_.post("/v1/sync", frame(request));
  Synced synced;
  synced.status = answer.status;
  if (answer.status != 200) {
    EXPECT_TRUE(synced.error.ParseFromString(answer.body));
    return synced;
  }
  const auto opened = wire::open_frame(*wire::parse_frame(answer.body), enrolled_.request_secret());
  EXPECT_TRUE(opened.ok());
  synced.payload = *opened;
  EXPECT_TRUE(synced.response.ParseFromString(*opened));
  join(synced.response);
  take(synced.response);
  return synced;
}

// What is whole now is among the deltas.
void TestDevice::join(v1::SyncResponse& response) {
  for (const auto& piece : response.pieces()) {
    Bytes& data = pieces[piece.hash()];
    EXPECT_EQ(piece.offset(), data.size());
    data += piece.data();
    if (data.size() < piece.total()) continue;
    EXPECT_EQ(crypto::hash(data, piece.hash().size()), piece.hash());
    v1::SyncResponse whole;
    EXPECT_TRUE(whole.ParseFromString(data));
    response.mutable_deltas()->MergeFrom(whole.deltas());
    pieces.erase(piece.hash());
  }
}

void TestDevice::take(const v1::SyncResponse& response) {
  for (const auto& delta : response.deltas()) {
    const auto state = decode_state(delta);
    ASSERT_TRUE(state.ok());
    RecordState& record = records[state->record];
    if (delta.entering()) {
      ++entered[state->record];
      record = RecordState();
    }
    record.record = state->record;
    record.kind = state->kind;
    for (const auto& [number, group] : state->groups) record.groups[number] = group;
  }
  if (!response.cursor().empty()) cursor = response.cursor();
}

int TestDevice::pull_all(std::uint32_t max_bytes) {
  for (int pages = 1;; ++pages) {
    const Synced synced = sync({}, max_bytes);
    EXPECT_EQ(synced.status, 200);
    if (synced.status != 200 || synced.response.complete() || pages > 10'000) return pages;
  }
}

namespace {

template <typename Message>
Fields fields_of(const Message& message) {
  return *split_fields(message.SerializeAsString());
}

}  // namespace

Fields child(const std::string& name) {
  v1::Child message;
  message.set_name(name);
  message.set_home_address("岩落寨三组");
  return fields_of(message);
}

Fields visit(const Id& child, const std::string& note) {
  v1::Visit message;
  message.set_child(child.str());
  message.set_kind(v1::VISIT_KIND_HOME_VISIT);
  message.set_living(note);
  return fields_of(message);
}

Fields concern(const Id& child, bool confidential, const Id& owner) {
  v1::Concern message;
  message.set_child(child.str());
  message.set_kind(v1::CONCERN_KIND_MIND);
  if (confidential) message.set_confidential(true);
  if (!owner.is_nil()) message.set_owner(owner.str());
  return fields_of(message);
}

Fields concern_step(const Id& child, const Id& concern) {
  v1::ConcernStep message;
  message.set_child(child.str());
  message.set_concern(concern.str());
  message.set_done("打了电话");
  return fields_of(message);
}

Fields pairing(const Id& child, const Id& helper) {
  v1::Pairing message;
  message.set_child(child.str());
  message.set_helper(helper.str());
  message.set_role(v1::PAIRING_ROLE_SUPPORT_TEACHER);
  return fields_of(message);
}

Fields one_text(std::uint32_t number, const std::string& text) {
  Fields fields;
  write_bytes(fields[number], number, text);
  return fields;
}

}  // namespace xinqiao::server::testing
