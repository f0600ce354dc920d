#pragma once

#include <gtest/gtest.h>

#include "storage/local_store.h"
#include "testing/manual_clock.h"
#include "testing/seeded_random.h"
#include "testing/temp_folder.h"
#include "wire/chain.h"

namespace xinqiao::testing {

// A data folder and what it takes to open it, again and again.
struct OpenedStore {
  OpenedStore() { open(); }

  void open(const std::string& pin = "") {
    store.reset();
    auto opened = LocalStore::open({folder.path(), pin, 0, nullptr}, clock, files, random);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store = std::move(*opened);
  }

  // Saves one transaction of one-field changes, each of a new record; the chain moves on.
  std::vector<Change> save(int count = 1) {
    std::vector<Change> changes;
    for (int i = 0; i < count; ++i) {
      Change change;
      change.record = Id::random(clock.wall_ms(), random);
      change.kind = 3;
      change.written = change.effective = next_stamp(0, clock.wall_ms());
      change.author = person;
      Bytes note;
      write_bytes(note, 10, "奶奶说灶边的电线老化了");
      change.groups.push_back({10, note, {}, {}});
      changes.push_back(change);
    }
    if (count > 1) changes.front().transaction = static_cast<std::uint32_t>(count);
    auto transaction = store->begin();
    EXPECT_TRUE(transaction.ok());
    EXPECT_TRUE(store->own().append(changes, author(), tip).ok());
    EXPECT_TRUE(transaction->commit().ok());
    return changes;
  }

  OwnLog::Author author() const { return {organisation, incarnation, person, rescue}; }

  TempFolder folder;
  ManualClock clock;
  SystemFileSystem files;
  SeededRandom random;
  std::unique_ptr<LocalStore> store;
  Id organisation = Id::from_bytes("organisation-16b");
  Id incarnation = Id::from_bytes("incarnation-16by");
  Id person = Id::from_bytes("person--16-bytes");
  crypto::KeyPair sign_keys = crypto::make_sign_keys(random);
  crypto::KeyPair server_keys = crypto::make_box_keys(random);
  wire::RescueKey rescue = *wire::make_rescue_key(organisation, server_keys.public_key, sign_keys.secret_key, random);
  OwnLog::Tip tip{1, wire::chain_start(incarnation)};
};

}  // namespace xinqiao::testing
