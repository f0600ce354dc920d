#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "cli/naming/references.h"

namespace xinqiao::cli {

// Several records of one save: lines "add KIND field=value ...", "set ID field=value ...", "delete ID" (words.h). An id
// field may name the record of the n-th `add` before it as @n. Every failure names its line, and nothing is saved then.
// Thread rule: one thread at a time.
class Together {
 public:
  explicit Together(Core& core) : core_(core), references_(core) {}

  void line(std::uint64_t number, std::string_view text);
  // In one transaction. Answers with the id of each line's record, in order.
  std::vector<Id> save();

 private:
  void take(const std::vector<std::string>& words);
  void add(const std::vector<std::string>& words);
  void set(const std::vector<std::string>& words);
  void remove(const std::vector<std::string>& words);
  // With what stands for @n in the place of it.
  std::vector<std::string> named(const schema::Kind& kind, const std::vector<std::string>& words) const;
  const Id& added(const std::string& reference) const;
  bool is_added(const Id& id) const;
  // The id a new record will have.
  Id id_of(const schema::Kind& kind, const Fields& fields);
  void copy_child(const schema::Kind& kind, Fields& fields) const;
  std::uint64_t line_of(std::uint32_t edit) const { return lines_[edit - 1]; }

  Core& core_;
  References references_;
  v1::ApiSave save_;
  std::vector<std::uint64_t> lines_;  // of each edit
  std::vector<int> own_;              // each line's edit; others are organisations it names
  std::vector<Id> added_;
  std::map<Id, Id> children_;  // record added -> its child
};

}  // namespace xinqiao::cli
