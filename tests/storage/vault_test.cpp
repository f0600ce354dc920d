// Goal: the data key opens with the right PIN or key file and with nothing else. Method: real files.
#include "storage/vault.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "testing/seeded_random.h"
#include "testing/temp_folder.h"

namespace xinqiao {
namespace {

struct VaultTest : ::testing::Test {
  testing::TempFolder folder;
  SystemFileSystem files;
  testing::SeededRandom random;
  std::string key_file = folder / "key";
  Bytes wrapped;
};

TEST_F(VaultTest, OpensWithItsPin) {
  const auto made = Vault::create(key_file, "1234", files, random, wrapped);
  ASSERT_TRUE(made.ok());
  const Bytes sealed = made->seal_named("x", "body");
  const auto again = Vault::open(key_file, "1234", wrapped, files, random);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again->open_named("x", sealed), "body");
  EXPECT_FALSE(files.exists(key_file));
}

TEST_F(VaultTest, AWrongOrMissingPinIsSaidSo) {
  ASSERT_TRUE(Vault::create(key_file, "1234", files, random, wrapped).ok());
  for (const char* pin : {"1235", "", "12345"}) {
    const auto opened = Vault::open(key_file, pin, wrapped, files, random);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kWrongPin);
  }
}

TEST_F(VaultTest, WithoutAPinTheKeyFileIsPrivate) {
  ASSERT_TRUE(Vault::create(key_file, "", files, random, wrapped).ok());
  struct stat info{};
  ASSERT_EQ(::stat(key_file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_TRUE(Vault::open(key_file, "", wrapped, files, random).ok());
}

TEST_F(VaultTest, APinWhereNoneWasSetIsWrong) {
  ASSERT_TRUE(Vault::create(key_file, "", files, random, wrapped).ok());
  EXPECT_EQ(Vault::open(key_file, "1", wrapped, files, random).error().code, ErrorCode::kWrongPin);
}

TEST_F(VaultTest, ASealedRecordOpensOnlyInItsPlace) {
  const auto vault = Vault::create(key_file, "", files, random, wrapped);
  const Id id = Id::from_bytes("record-id-16byte");
  const Bytes sealed = vault->seal_record(id, 3, "body");
  EXPECT_EQ(*vault->open_record(id, 3, sealed), "body");
  EXPECT_FALSE(vault->open_record(id, 4, sealed).ok());
  EXPECT_FALSE(vault->open_record(Id::from_bytes("record-id-16byt2"), 3, sealed).ok());
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    Bytes damaged = sealed;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_FALSE(vault->open_record(id, 3, damaged).ok()) << at;
  }
}

}  // namespace
}  // namespace xinqiao
