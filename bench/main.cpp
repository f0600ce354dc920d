// Measures against the raw limit, each in one run. bench/run.py calls it; by hand: xinqiao-bench floor FOLDER.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "measures.h"

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() == 5 && args[0] == "save")
    return xinqiao::bench::measure_save(args[1], args[2], args[3], std::strtol(args[4].c_str(), nullptr, 10));
  if (args.size() == 3 && args[0] == "bulk") return xinqiao::bench::measure_bulk(args[1], args[2]);
  if (args.size() == 3 && args[0] == "copy") return xinqiao::bench::measure_copy(args[1], args[2]);
  if (args.size() == 2 && args[0] == "lists") return xinqiao::bench::measure_lists(args[1]);
  if (args.size() == 2 && args[0] == "floor") return xinqiao::bench::measure_floor(args[1]);
  if (args.size() == 3 && args[0] == "train") return xinqiao::bench::train_dictionary(args[1], args[2], 1);
  std::fprintf(stderr,
               "xinqiao-bench save FROM TO SCRATCH SYNC_US | bulk FROM SCRATCH | copy FILE SCRATCH | floor FROM | "
               "lists FOLDER   "
               "(data folders)\n"
               "xinqiao-bench train WORDS OUT\n");
  return 2;
}
