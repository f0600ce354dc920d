#pragma once

#include <memory>
#include <string>
#include <vector>

#include "xinqiao/client.h"

namespace xinqiao::bench {

// The real world for a client: system clock, randomness and files.
struct System {
  SystemClock clock;
  SystemRandom random;
  SystemFileSystem files;

  // Ends the program with the error when the folder does not open.
  std::unique_ptr<Client> open(const std::string& folder, const char* vfs = nullptr);
};

// The bodies of every visit of a data folder, as saved.
std::vector<Fields> visits_of(Client& client);

// One more visit with such a body, as an application saves it.
Edit new_visit(const Fields& body);

// Ends the program when something did not work: a benchmark of a failure is worth nothing.
void must(const Status& status);

}  // namespace xinqiao::bench
