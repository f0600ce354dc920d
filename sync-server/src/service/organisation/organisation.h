#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/platform/clock.h"
#include "base/platform/disk.h"
#include "base/platform/random.h"
#include "base/result.h"

// What an operator does to an organisation from the command line. Each opens the data folder itself
// and works beside a running server: nothing is cached that another process may change.
namespace xinqiao::server {

struct Person {
  std::string role;  // "office", "helper", "class_teacher", "school_lead", "village_lead", "auditor"
  std::string name;
  std::string school;  // names; organisation records with derived ids are created when missing
  std::string grade;
  std::string class_label;
  std::string village;
  std::string id{};  // of a person who is there already and gets another device; then no name and no post is written
};

// Creates control file, organisation, the server's keys and its first writer; the township's
// organisation record; a person "office" with the office post. Answers with its enrolment code.
// `tls_certificate`, `tls_key`: PEM, kept in the control file. `pin`: SHA-256 of the public key.
// kInvalid when the folder already holds a server.
struct Tls {
  std::string certificate;
  std::string key;
  Bytes pin;
};
Result<std::string> create_organisation(const std::string& data_folder, const std::string& name, const std::string& url,
                                        const Tls& tls, Clock& clock, Random& random,
                                        const Disk& disk = machine_disk());
Result<Tls> load_tls(const std::string& data_folder);

// The person's record exists when this returns.
struct Invitation {
  std::string code;
  std::vector<Id> namesakes;  // people of that name who were there before: perhaps one of them was meant
};
Result<Invitation> invite(const std::string& data_folder, const Person& person, Clock& clock, Random& random,
                          const Disk& disk = machine_disk());

// Takes in a rescue file. All are counts of changes; what was already known counts as `repeated`.
struct RescueReport {
  std::uint64_t changes = 0;  // in the file
  std::uint64_t accepted = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t rejected = 0;
  std::uint64_t repeated = 0;
  // Not taken; the others are.
  std::uint64_t held = 0;        // kept here, behind a gap: what comes before them is neither here nor in the file
  std::uint64_t unreadable = 0;  // not sealed to this server, or damaged
  std::uint64_t missing = 0;     // what comes before them is needed first, and they could not be kept
  std::uint64_t refused = 0;     // of an unknown device, forged, or of a chain that another copy continued

  bool all_taken() const { return held + unreadable + missing + refused == 0; }
};
Result<RescueReport> take_rescue(const std::string& data_folder, BytesView bundle, Clock& clock, Random& random,
                                 const Disk& disk = machine_disk());

// The operator says that a restored server need not wait for an office any longer. False when it did not wait.
Result<bool> end_recovery(const std::string& data_folder, Clock& clock, Random& random,
                          const Disk& disk = machine_disk());

// Gives the store a new epoch; called by restore before the server runs again. It is then recovering (refill/).
Status begin_new_epoch(const std::string& data_folder, Random& random, const Disk& disk = machine_disk());

}  // namespace xinqiao::server
