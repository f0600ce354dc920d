#pragma once

#include <string>

#include "cli/import/import_mapping.h"

namespace xinqiao::testing {

inline Id made(const std::string& name) { return Id::derived(Bytes(32, 'k'), name); }

// Ids made of names, so that a test can tell them beforehand.
class MadeWorld : public cli::ImportWorld {
 public:
  Id township(const std::string& name) override { return made("township " + name); }
  Id home() override { return made("home"); }
  Id organisation(std::string_view kind, const std::string& name, const Id& township) override {
    return made(std::string(kind) + name + township.uuid());
  }
  Id contact(const Id& child, std::string_view relation) override { return made(child.uuid() + std::string(relation)); }
};

}  // namespace xinqiao::testing
