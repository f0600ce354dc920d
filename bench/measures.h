#pragma once

#include <string>

// Each prints one JSON object on stdout; bench/run.py puts them together.
namespace xinqiao::bench {

// Durable saves one by one against plain SQLite transactions of the same rows, in turn, block by block; on a disk whose
// syncs take so much longer.
int measure_save(const std::string& from_folder, const std::string& to_folder, const std::string& scratch,
                 long sync_us);
// SQLite's bulk insert rate of the visits' bodies, several times.
int measure_bulk(const std::string& from_folder, const std::string& scratch);
// SQLite's bulk insert of every row of a server's file into an empty one with the same tables and indexes, in one
// transaction with the same pragmas, several times.
int measure_copy(const std::string& file, const std::string& scratch);
// What is due, of everything in a data folder: gathered for the first time, from the file, in memory, and in memory
// after one more visit was saved. In milliseconds.
int measure_lists(const std::string& folder);
// Bytes per visit: raw, zstd -3 and -19 of the whole.
int measure_floor(const std::string& from_folder);

// Writes the dictionary of this id, trained on messages with texts from a file of lines.
int train_dictionary(const std::string& words, const std::string& out, unsigned id);

}  // namespace xinqiao::bench
