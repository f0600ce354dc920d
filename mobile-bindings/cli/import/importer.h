#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/core.h"
#include "cli/failure.h"
#include "cli/import/import_mapping.h"
#include "cli/naming/organisations.h"

namespace xinqiao::cli {

// Takes lines into the data folder. A child goes with its organisations and contacts in one transaction;
// visits go many to a call, each a transaction of its own, because they have nothing to do with each other.
// A bad line stops nothing but itself. Thread rule: one thread at a time.
class Importer final : private ImportWorld {
 public:
  explicit Importer(Core& core) : core_(core), organisations_(core) {}

  void child_line(std::uint64_t number, std::string_view text);
  void visit_line(std::uint64_t number, std::string_view text);
  void finish();  // after the last line

  struct Report {
    std::uint64_t imported = 0;   // lines that added or changed something
    std::uint64_t unchanged = 0;  // lines whose records were there already, or newer
    std::uint64_t kept = 0;       // fields that people have changed since, and that stay
    std::vector<std::uint64_t> bad;
  };
  const Report& report() const { return report_; }

 private:
  struct Line {
    std::uint64_t number = 0;
    std::int64_t entered_ms = 0;  // 0: not said
    std::size_t hash = 0;
  };
  struct Waiting {
    std::uint64_t line = 0;
    v1::ApiEdit edit;
  };

  Id township(const std::string& name) override;
  Id home() override { return organisations_.home(); }
  Id organisation(std::string_view kind, const std::string& name, const Id& township) override;
  Id contact(const Id& child, std::string_view relation) override;
  bool knows(std::string_view kind, const Id& id) override;

  bool is_first(std::uint64_t number, const ImportRecord& record, std::string_view text);
  void queue(std::uint64_t line, v1::ApiEdit edit);
  void flush();
  void save_one(Waiting waiting);
  void count(bool written) { ++(written ? report_.imported : report_.unchanged); }
  void refuse(std::uint64_t line, const Failure& failure);
  void warn_of(const std::vector<std::string>& unknown);

  Core& core_;
  Organisations organisations_;
  v1::ApiSave save_;  // what the line under way writes
  std::vector<Waiting> waiting_;
  std::set<Bytes> waiting_ids_;
  std::size_t waiting_bytes_ = 0;
  std::map<Id, Line> lines_;         // what the file has had so far
  std::map<Id, std::string> kinds_;  // of records looked up; empty for unknown ones
  std::set<std::string> warned_;
  Report report_;
};

}  // namespace xinqiao::cli
