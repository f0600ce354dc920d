// Goal: the draft format does not change by accident, and stays small. Method: the checked-in bytes against
// the same messages made now; sizes measured on them.
#include "wire/corpus.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "wire/enroll_code.h"
#include "wire/samples.h"
#include "xinqiao/v1/blob.pb.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::testing {
namespace {

constexpr const char* kFolder = "tests/data/corpus/";

Bytes read_file(const std::string& name) {
  std::ifstream in(kFolder + name + ".bin", std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

template <typename Message>
void expect_decodes_whole(const std::string& name) {
  Message message;
  const Bytes bytes = read_file(name);
  ASSERT_TRUE(message.ParseFromString(bytes)) << name;
  EXPECT_EQ(message.SerializeAsString(), bytes) << name;
}

TEST(Corpus, IsWhatThisProgramWrites) {
  const auto corpus = make_corpus();
  if (std::getenv("XQ_WRITE_CORPUS") != nullptr) {
    std::filesystem::create_directories(kFolder);
    for (const auto& [name, bytes] : corpus) std::ofstream(kFolder + name + ".bin", std::ios::binary) << bytes;
  }
  for (const auto& [name, bytes] : corpus) EXPECT_EQ(to_hex(read_file(name)), to_hex(bytes)) << name;
}

TEST(Corpus, EveryMessageDecodesWhole) {
  expect_decodes_whole<v1::Batch>("batch_mixed");
  expect_decodes_whole<v1::SyncRequest>("request_empty");
  expect_decodes_whole<v1::SyncRequest>("request_100_edits");
  expect_decodes_whole<v1::SyncRequest>("request_fragment");
  expect_decodes_whole<v1::SyncResponse>("response_full");
  expect_decodes_whole<v1::SyncResponse>("response_empty");
  expect_decodes_whole<v1::CursorContent>("cursor");
  expect_decodes_whole<v1::BlobPut>("blob_put");
  EXPECT_TRUE(wire::read_enroll_code(read_file("enroll_code")).ok());
}

TEST(Corpus, TheBatchStillHasItsChainAndSignature) {
  Author author(10);
  v1::Batch batch;
  ASSERT_TRUE(batch.ParseFromString(read_file("batch_mixed")));
  const auto opened = wire::open_batch(batch, wire::chain_start(author.incarnation), author.person, nullptr);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_TRUE(wire::verify_batch(*opened, author.organisation, author.keys.public_key));
}

TEST(Sizes, AOneFieldEditCostsAtMostFortyBytesBeyondItsValue) {
  constexpr double kValue = 1;
  const double each = static_cast<double>(edits_request(100).size() - edits_request(0 + 1).size()) / 99 - kValue;
  RecordProperty("bytes_each", std::to_string(each));
  EXPECT_LE(each, 40);
}

TEST(Sizes, AnEmptySyncHasAtMostTwoHundredBytesEachWay) {
  EXPECT_LE(empty_request_body().size(), 200U);
  EXPECT_LE(empty_response_body().size(), 200U);
}

}  // namespace
}  // namespace xinqiao::testing
