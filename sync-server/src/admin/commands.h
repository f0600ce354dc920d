#pragma once

#include "admin/command_line.h"
#include "base/platform/clock.h"
#include "base/platform/random.h"

// The commands besides `run`. Each does its work, tells the operator, and returns the exit code.
namespace xinqiao::server {

int init(const CommandLine& line, Clock& clock, Random& random);
int invite(const CommandLine& line, Clock& clock, Random& random);
int rescue(const CommandLine& line, Clock& clock, Random& random);
int backup(const CommandLine& line, Clock& clock);
int restore(const CommandLine& line, Random& random);
int go_on(const CommandLine& line, Clock& clock, Random& random);

}  // namespace xinqiao::server
