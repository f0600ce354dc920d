#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"

namespace xinqiao::simulation {

// What stood before a person when a form was opened, and which changes their device knew then.
struct Screen {
  std::map<std::uint32_t, Bytes> shown;
  std::set<ChangeId> known;      // heads of any group
  std::set<ChangeId> deletions;  // heads of the record's deletion
  std::set<ChangeId> refused;    // so that what they had overwritten stood there still
  std::set<ChangeId> own;        // in the device's file, which may have been put back since it wrote others
  std::set<ChangeId> untaken;    // of these, of which the device has not heard that they count
  bool deleted = false;
  // After a restore of the server a device may have lost what stood between two of the changes it knows, or not yet:
  // only it can tell. Then, of the two, what it says stood there.
  bool server_went_back = false;
  std::map<std::uint32_t, std::set<ChangeId>> told;
  // And while it is asking anew for what it had to drop, it shows of some groups less than it knows of others.
  bool asks_anew = false;
};

// What people saved and what must follow, told without code of the product: heads are the accepted changes that no
// accepted change names, and what a change names is what stood on its author's screen, as this class works it out,
// never what the device sent. Which changes are accepted and at what effective stamp is told by the server's log.
class Truth {
 public:
  static constexpr std::uint32_t kDeletion = 0;
  using Value = std::optional<Bytes>;  // none: cleared
  using Values = std::map<std::uint32_t, Value>;
  using Accepted = std::map<ChangeId, std::uint64_t>;  // effective stamps

  struct Save {
    ChangeId id = 0;
    Id record;
    std::uint32_t kind = 0;
    int phone = 0;
    int person = 0;
    std::int64_t saved_ms = 0;
    bool clock_was_right = true;  // its author's, after what the server had said
    int together = 0;             // saved in one, by number
    Screen screen;
    Values values;
    std::set<std::uint32_t> resolves;  // groups of which every side was on the screen
    std::set<ChangeId> mends;          // of its author, refused or not answered: all of it is said anew
  };
  void saved(const Save& save);

  struct Group {
    std::map<ChangeId, Value> heads;
    Value shown;
    bool clash = false;
  };
  struct View {
    std::map<std::uint32_t, Group> groups;
    bool hidden = false;
  };
  View view(const Id& record, const Accepted& accepted) const;

  struct Fact {
    Save save;
    std::map<std::uint32_t, std::set<ChangeId>> named;
    std::set<ChangeId> covers;
  };
  const std::map<ChangeId, Fact>& facts() const { return facts_; }
  bool knows(ChangeId id) const { return facts_.contains(id); }
  // Its author had `id` on the screen; not of what mends, which may be written in a form that was open before.
  bool overwrote(ChangeId later, ChangeId id, std::uint32_t group) const;

 private:
  std::set<ChangeId> named(const Save& save, std::uint32_t group, const Value& value) const;
  const Fact* own_untaken(ChangeId id, const Save& save) const;
  using MayPass = std::function<bool(ChangeId)>;
  bool comes_before(ChangeId id, ChangeId later, std::uint32_t group, const MayPass& passes) const;

  std::map<ChangeId, Fact> facts_;
};

// Of a danger sign the gravest value stands.
bool is_danger(std::uint32_t kind, std::uint32_t group);

}  // namespace xinqiao::simulation
