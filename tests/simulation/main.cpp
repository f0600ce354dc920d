// Runs worlds from seeds and says which of them broke a promise.
#include <malloc.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "simulation/planted.h"
#include "simulation/run.h"
#include "testing/temp_folder.h"

namespace xinqiao::simulation {
namespace {

constexpr const char* kUsage =
    "usage: xinqiao-sim --seeds A..B [--trace]   prints the seeds that break a promise; exit 1 when there are any\n"
    "       xinqiao-sim --shrink SEED            the same seed with as few steps and faults as still break it\n"
    "       --first                              stops at the first of them\n"
    "       --tally                              also says how often each fault has happened\n"
    "       --steps N                            steps of a world at most (60)\n"
    "       --plant NAME                         with a bug that is to be found; \"list\" names them\n";

struct Arguments {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool trace = false;
  bool shrinks = false;
  bool first_only = false;
  bool tallies = false;
  ScriptLimits limits;
  std::string plant;
};

bool read_number(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_seeds(std::string_view text, Arguments& out) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) {
    return read_number(text, out.first) && read_number(text, out.last);
  }
  return read_number(text.substr(0, dots), out.first) && read_number(text.substr(dots + 2), out.last);
}

bool read_arguments(int count, char** words, Arguments& out) {
  bool asked = false;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const std::string_view next = i + 1 < count ? words[i + 1] : "";
    if (word == "--trace") {
      out.trace = true;
    } else if (word == "--first") {
      out.first_only = true;
    } else if (word == "--tally") {
      out.tallies = true;
    } else if (word == "--steps") {
      if (!read_number(next, out.limits.steps_max) || out.limits.steps_max == 0) return false;
      ++i;
    } else if (word == "--plant" && !next.empty()) {
      out.plant = next;
      ++i;
    } else if (word == "--seeds" || word == "--shrink") {
      if (!read_seeds(next, out)) return false;
      out.shrinks = word == "--shrink";
      asked = true;
      ++i;
    } else {
      return false;
    }
  }
  return asked || out.plant == "list";
}

Script script_of(std::uint64_t seed, const ScriptLimits& limits) {
  SeedChoices choices(seed);
  return draw_script(choices, limits);
}

int shrink_seed(const Arguments& arguments, const TownOptions& options) {
  const Shrunk shrunk = shrink(script_of(arguments.first, arguments.limits), options);
  std::cout << shrunk.outcome.trace << "seed " << arguments.first << ": "
            << (shrunk.outcome.complaint.empty() ? "every promise holds" : shrunk.outcome.complaint) << "\nsteps kept:";
  for (const std::size_t number : shrunk.kept) std::cout << " " << number;
  std::cout << "\n";
  return shrunk.outcome.complaint.empty() ? 0 : 1;
}

int run_seeds(const Arguments& arguments, const TownOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  std::uint64_t failed = 0;
  std::int64_t simulated_ms = 0;
  Tally tally;
  for (std::uint64_t seed = arguments.first; seed <= arguments.last; ++seed) {
    const Outcome outcome = run(script_of(seed, arguments.limits), options);
    simulated_ms += outcome.simulated_ms;
    for (const auto& [what, times] : outcome.tally) tally[what] += times;
    if (arguments.trace) std::cout << "seed " << seed << "\n" << outcome.trace;
    if (outcome.complaint.empty()) continue;
    ++failed;
    std::cout << "seed " << seed << ": " << outcome.complaint << std::endl;
    if (arguments.first_only) return 1;
  }
  for (const auto& [what, times] : tally) {
    if (arguments.tallies) std::cout << times << "  " << what << "\n";
  }
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const std::uint64_t ran = arguments.last + 1 - arguments.first;
  std::cout << ran << " seeds, " << failed << " failed, " << simulated_ms / 3'600'000 << " hours simulated in " << took
            << " s\n";
  return failed == 0 ? 0 : 1;
}

int run_program(int count, char** words) {
  Arguments arguments;
  if (!read_arguments(count, words, arguments)) {
    std::cerr << kUsage;
    return 2;
  }
  const testing::TempFolder folder;
  for (int i = 0; i < 16; ++i) std::filesystem::create_directory(folder / ("phone-" + std::to_string(i)));
  TownOptions options;
  options.lock_folders = folder.path();
  if (arguments.plant == "list") {
    for (const std::string& name : planted_names()) std::cout << name << "\n";
    return 0;
  }
  if (!arguments.plant.empty() && !plant(arguments.plant, options)) {
    std::cerr << "no such bug in this build: " << arguments.plant << "\n";
    return 2;
  }
  return arguments.shrinks ? shrink_seed(arguments, options) : run_seeds(arguments, options);
}

}  // namespace
}  // namespace xinqiao::simulation

int main(int count, char** words) {
  // The files in memory grow and go all the time: what they give back is kept for the next.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  return xinqiao::simulation::run_program(count, words);
}
