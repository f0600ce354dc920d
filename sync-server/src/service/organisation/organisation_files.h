#pragma once

#include "store/control.h"
#include "store/store.h"

namespace xinqiao::server {

inline constexpr std::uint32_t kOrganisationNumber = 1;

// The data folder of one organisation, opened by a command beside a running server.
struct OpenedFolder {
  ServerFacts facts;
  std::uint32_t organisation = 0;
  std::unique_ptr<Store> store;
};
Result<OpenedFolder> open_folder(const std::string& data_folder, const Disk& disk);

}  // namespace xinqiao::server
