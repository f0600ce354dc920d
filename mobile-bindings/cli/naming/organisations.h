#pragma once

#include <map>
#include <string>
#include <tuple>

#include "cli/core.h"

namespace xinqiao::cli {

// Townships, schools and villages by name. Their ids follow from parent, kind and name, so two people who
// write the same name mean the same record. Thread rule: one thread at a time.
class Organisations {
 public:
  explicit Organisations(Core& core) : core_(core) {}

  // The township this device belongs to.
  const Id& home();
  // Whether this device's person may add an organisation.
  bool may_create();
  // The id; the edit that creates the record is added to `save` unless the record is known or was added before.
  // `kind` is "township", "school" or "village".
  Id ensure(std::string_view kind, const std::string& name, const Id& parent, v1::ApiSave& save);
  // The township of that name: home, or one below it.
  Id ensure_township(const std::string& name, v1::ApiSave& save);
  // What ensure() added to a save that was not carried out is not there after all.
  void forget_unsaved() { unsaved_.clear(); }
  void saved();

 private:
  using Key = std::tuple<std::string, std::string, Id>;  // kind, name, parent

  void learn();

  Core& core_;
  bool learned_ = false;
  v1::ApiIdentity identity_;
  Id home_;
  std::map<Key, Id> known_;
  std::map<Key, Id> unsaved_;
};

}  // namespace xinqiao::cli
