#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/platform/disk.h"
#include "base/result.h"

namespace xinqiao::server {

// What the server is before any organisation: how it is reached, and where each organisation lies.
struct ServerFacts {
  std::string url;
  std::string tls_certificate;  // PEM
  std::string tls_key;          // PEM
  Bytes tls_pin;                // SHA-256 of the public key
};

struct OrganisationFile {
  std::uint32_t number = 0;
  std::string path;
};

// The control file of a data folder. Thread rule: one thread at a time.
class Control {
 public:
  virtual ~Control() = default;

  virtual Result<ServerFacts> facts() = 0;  // kNotFound before found()
  virtual Result<std::vector<OrganisationFile>> organisations() = 0;
  // Where an organisation of this number lies or is to lie; nothing is written.
  virtual std::string place_of(std::uint32_t number) const = 0;
  // Facts and the first organisation, in one transaction: from then on the folder holds a server.
  virtual Status found(const ServerFacts& facts, std::uint32_t number) = 0;
};

// kNotFound when the folder holds no server and `create` is not set.
Result<std::unique_ptr<Control>> open_control(const std::string& data_folder, bool create,
                                              const Disk& disk = machine_disk());

}  // namespace xinqiao::server
