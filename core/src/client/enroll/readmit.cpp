#include "client/enroll/readmit.h"

#include "client/enroll/enroll_call.h"

namespace xinqiao {
namespace {

// What is carried off from now on shows it too.
Status show_in_rescue(LocalStore& store, const Bytes& admission) {
  v1::Bundle head;
  XQ_ASSIGN(const auto bytes, store.meta().get(kMetaRescue));
  if (!bytes || !head.ParseFromString(*bytes)) return Error{ErrorCode::kCorrupt, "the head of rescue files"};
  head.set_admission(admission);
  return store.meta().put(kMetaRescue, head.SerializeAsString());
}

}  // namespace

Status readmit(LocalStore& store, v1::Identity& identity, Transport& transport, Random& random) {
  if (identity.admission().empty()) return Error{ErrorCode::kUnauthenticated, "no admission is kept here"};
  XQ_ASSIGN(const auto writer, store.meta().writer());
  // What it calls itself since a fork the server is to hear with the parent.
  const auto first = store.own().first_name();
  v1::EnrollRequest request;
  request.set_admission(identity.admission());
  request.set_sign_key(identity.sign_public());
  request.set_box_key(identity.box_public());
  request.set_incarnation(first.ok() && *first ? (*first)->str() : writer.incarnation());
  XQ_ASSIGN(const auto response,
            ask_to_enroll(identity.organisation(), identity.request_secret(), request, transport, random));
  v1::Identity now = identity;
  now.set_device(response.device());
  now.set_admission(response.admission());
  XQ_ASSIGN(auto transaction, store.begin());
  XQ_TRY(store.meta().put_identity(store.vault(), now));
  XQ_TRY(show_in_rescue(store, now.admission()));
  XQ_TRY(transaction.commit());
  identity = std::move(now);
  return {};
}

}  // namespace xinqiao
