#pragma once

#include <gtest/gtest.h>

#include "model/text_codec.h"
#include "storage/local_store.h"
#include "testing/manual_clock.h"
#include "testing/seeded_random.h"
#include "testing/temp_folder.h"
#include "wire/chain.h"
#include "wire/rescue_key.h"
#include "xinqiao/client.h"

namespace xinqiao::testing {

// A client whose folder was enrolled without a server: its identity is put there as enrolment would.
struct EnrolledClient {
  EnrolledClient() {
    {
      auto store = LocalStore::open({folder.path(), "", 0, nullptr}, clock, files, random);
      EXPECT_TRUE(store.ok());
      auto transaction = (*store)->begin();
      EXPECT_TRUE((*store)->meta().put_identity((*store)->vault(), identity()).ok());
      v1::WriterState writer;
      writer.set_incarnation("incarnation-16by");
      writer.set_next_seq(1);
      writer.set_chain(wire::chain_start(Id::from_bytes("incarnation-16by")));
      EXPECT_TRUE((*store)->meta().put_writer(writer).ok());
      EXPECT_TRUE(transaction->commit().ok());
    }
    open();
  }

  void open() {
    client.reset();
    auto opened = Client::open({folder.path(), "", 0}, {clock, random, files, nullptr});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    client = std::move(*opened);
  }

  // What the server would have said of a record.
  void put_base(const RecordState& state) {
    client.reset();
    {
      auto store = LocalStore::open({folder.path(), "", 0, nullptr}, clock, files, random);
      ASSERT_TRUE((*store)->records().put(state, {}).ok());
    }
    open();
  }

  static Fields fields(std::string_view kind, std::vector<text::Assignment> assignments) {
    auto parsed = text::parse(*schema::find_kind(kind)->message, assignments, {}, nullptr);
    EXPECT_TRUE(parsed.ok()) << parsed.error().message;
    return *parsed;
  }

  static Edit creation(std::string_view kind, std::vector<text::Assignment> assignments) {
    Edit edit;
    edit.draft.kind = schema::find_kind(kind)->number;
    edit.create = true;
    edit.set = fields(kind, std::move(assignments));
    return edit;
  }

  Result<Id> add(std::string_view kind, std::vector<text::Assignment> assignments) {
    XQ_ASSIGN(const auto saved, client->save({creation(kind, std::move(assignments))}));
    return saved.ids.front();
  }

  Status set(const Draft& draft, std::vector<text::Assignment> assignments) {
    Edit edit;
    edit.draft = draft;
    edit.set = fields(schema::find_kind(draft.kind)->name, std::move(assignments));
    XQ_TRY(client->save({edit}));
    return {};
  }

  std::string json(const Id& id) {
    const auto shown = client->get(id);
    EXPECT_TRUE(shown.ok());
    return text::to_json(id, shown->kind, shown->fields);
  }

  static Id person() { return Id::from_bytes("person--16-bytes"); }

  v1::Identity identity() {
    v1::Identity out;
    out.set_organisation_id("organisation-16b");
    out.set_person(person().str());
    out.set_person_name("李老师");
    out.set_role(5);  // office
    out.set_natural_key(Bytes(32, 'n'));
    out.set_request_secret(Bytes(32, 'r'));
    out.set_sign_secret(crypto::make_sign_keys(random).secret_key);
    out.set_server_box_key(crypto::make_box_keys(random).public_key);
    const auto rescue =
        *wire::make_rescue_key(Id::from_bytes(out.organisation_id()), out.server_box_key(), out.sign_secret(), random);
    out.set_rescue_key(rescue.key);
    out.set_rescue_box(rescue.box);
    out.set_rescue_voucher(rescue.voucher);
    return out;
  }

  TempFolder folder;
  ManualClock clock;
  SystemFileSystem files;
  SeededRandom random;
  std::unique_ptr<Client> client;
};

}  // namespace xinqiao::testing
