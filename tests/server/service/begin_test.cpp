// Goal: a record that one change creates has the columns that merging that change would give it. Method: of each kind a
// creation with a value in every field, put down both ways.
#include <gtest/gtest.h>

#include "auth/rights.h"
#include "merge/record_state.h"
#include "model/fields.h"
#include "model/schema.h"
#include "service/push/derive.h"

namespace xinqiao::server {
namespace {

Bytes value_of(const schema::Field& field, char letter) {
  Bytes out;
  switch (field.type) {
    case schema::Type::kText:
    case schema::Type::kBytes:
    case schema::Type::kMessage:
      write_bytes(out, field.number, Bytes(16, letter));
      break;
    default:
      write_varint(out, field.number, static_cast<std::uint64_t>(letter % 3));
  }
  return out;
}

Change creation(const schema::Kind& kind) {
  Change change;
  change.id = 7;
  change.record = Id::from_bytes(Bytes(16, 'r'));
  change.kind = kind.number;
  change.author = Id::from_bytes(Bytes(16, 'a'));
  char letter = 'b';
  for (const schema::Field& field : kind.message->fields) {
    change.groups.push_back({field.number, value_of(field, letter++), {}, {}});
  }
  return change;
}

StoredRecord derived_from(const Change& change) {
  constexpr std::uint64_t kSeq = 5;
  WorkingSet set;
  StoredRecord begun = project(change, nullptr);
  begun.created_seq = kSeq;
  WorkingRecord& record = set.create(std::move(begun));
  merge(record.state.emplace(), change, kSeq, [](ChangeId) { return false; });
  EXPECT_TRUE(derive(set, record, kSeq).ok());
  const StoredRecord row = record.row;
  WriteSet written;
  set.collect(written);
  EXPECT_TRUE(written.grants.empty() && written.places.empty() && written.revoked.empty() && written.revealed.empty());
  return row;
}

TEST(Begin, ACreationSaysAllThatMergingItWould) {
  int as_projected = 0;
  for (const schema::Kind& kind : schema::kinds()) {
    if (!is_as_projected(kind.number)) continue;
    SCOPED_TRACE(kind.name);
    ++as_projected;
    const Change change = creation(kind);
    const StoredRecord projected = project(change, nullptr);
    const StoredRecord derived = derived_from(change);
    EXPECT_EQ(projected.kind, derived.kind);
    EXPECT_EQ(projected.shelf, derived.shelf);
    EXPECT_EQ(projected.concern, derived.concern);
    EXPECT_EQ(projected.confidential, derived.confidential);
    EXPECT_EQ(projected.author, derived.author);
    EXPECT_EQ(projected.owner, derived.owner);
    EXPECT_EQ(projected.by, derived.by);
    EXPECT_EQ(projected.of_study_buddy, derived.of_study_buddy);
    EXPECT_EQ(projected.visible_seq, derived.visible_seq);
  }
  EXPECT_GT(as_projected, 10);
}

}  // namespace
}  // namespace xinqiao::server
