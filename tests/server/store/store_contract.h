#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "store/store.h"
#include "testing/temp_folder.h"

// What every implementation of Store keeps. A new one adds a factory to every_store(); the tests of
// StoreContract then run against it too.
namespace xinqiao::server::testing {

struct StoreFactory {
  std::string name;
  // Opens the store that lives in the folder, making it at the first call.
  std::function<Result<std::unique_ptr<Store>>(const std::string& folder)> open;
};
// For the names that ctest shows.
inline void PrintTo(const StoreFactory& factory, std::ostream* out) { *out << factory.name; }
std::vector<StoreFactory> every_store();

class StoreContract : public ::testing::TestWithParam<StoreFactory> {
 protected:
  void SetUp() override { open(); }

  void open() {
    store_.reset();
    auto opened = GetParam().open(folder_.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(*opened);
  }
  Store& store() { return *store_; }
  std::unique_ptr<Snapshot> snapshot() { return std::move(*store_->snapshot()); }
  void write(const WriteSet& set) {
    const Status status = store_->write([&](Transaction& transaction) { return transaction.write(set); });
    ASSERT_TRUE(status.ok()) << status.error().message;
  }

 private:
  xinqiao::testing::TempFolder folder_;
  std::unique_ptr<Store> store_;
};

inline std::string name_of(const ::testing::TestParamInfo<StoreFactory>& info) { return info.param.name; }

}  // namespace xinqiao::server::testing
