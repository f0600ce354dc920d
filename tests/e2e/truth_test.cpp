// Goal: real devices and the real service hold and show what the oracle says, after every step. Method: seeded
// schedules of three offices that open forms, edit, delete, bring back and sync one check-in over a network that loses
// and repeats; the oracle shares no code with the product.
#include <algorithm>
#include <array>

#include "e2e/world.h"
#include "merge/change.h"
#include "merge/world/oracle.h"

namespace xinqiao::testing {
namespace {

constexpr int kDevices = 3;
constexpr int kRecord = 0;
constexpr std::uint32_t kResult = 5;  // a danger sign
constexpr std::uint32_t kNote = 6;
constexpr std::uint32_t kToldBy = 8;
constexpr std::array<const char*, 3> kResults = {"well", "needs_attention", "urgent"};

std::string words(const auto& ids) {
  std::string out;
  for (const ChangeId id : ids) out += " " + std::to_string(id % 10000);
  return out;
}

class Town {
 public:
  explicit Town(std::uint64_t seed) : world_(seed), random_(seed) {
    for (int i = 0; i < kDevices; ++i) {
      const std::string code = i == 0 ? world_.office_code() : world_.invite("office", "田老师" + std::to_string(i));
      devices_.push_back(std::make_unique<Device>(world_, code));
    }
    const Id child = devices_[0]->add("child", {{"name", "韦小燕"}});
    record_ = devices_[0]->add("check_in", {{"child", child.uuid()}, {"result", "well"}});
    const Draft created = *devices_[0]->client().open_draft(record_);
    tell_saved(0, created.heads.front(), {}, {{1, 1}, {2, 1}, {3, 1}, {kResult, 1}});
    for (int i = 0; i < kDevices; ++i) sync(i, Fate::kGood, 1);
  }

  std::string step() {
    world_.clock.advance(1000);
    const auto at = static_cast<int>(random_.below(kDevices));
    auto& form = forms_.at(static_cast<std::size_t>(at));
    last_ = "device " + std::to_string(at + 1);
    switch (random_.below(8)) {
      case 0:
        form = open(at);
        last_ += " opens";
        break;
      case 1:
      case 2:
        save(at, form ? *std::exchange(form, {}) : open(at));
        break;
      case 3:
        save_deletion(at, form ? *std::exchange(form, {}) : open(at));
        break;
      default:
        sync(at, static_cast<Fate>(random_.below(5)), random_.below(6) == 0 ? 100 : 1);
    }
    return wrong_at(at);
  }

  std::string finish() {
    for (int round = 0; round < 2; ++round) {
      for (int at = 0; at < kDevices; ++at) sync(at, Fate::kGood, 1);
    }
    std::string wrong;
    for (int at = 0; at < kDevices; ++at) wrong += wrong_at(at);
    return wrong;
  }

  const std::string& last() const { return last_; }

 private:
  struct Form {
    Draft draft;
    Oracle::View screen;
  };

  Client& client(int at) { return devices_.at(static_cast<std::size_t>(at))->client(); }
  Form open(int at) { return {*client(at).open_draft(record_), oracle_.view(at, kRecord)}; }

  void tell_saved(int at, ChangeId id, const Oracle::View& screen, const std::map<int, int>& values) {
    last_ += ": " + std::to_string(id % 10000);
    const std::int64_t now_ms = world_.clock.wall_ms();
    oracle_.saved(at, now_ms, {{id, kRecord, stamp_at(now_ms), screen, values, false, false}});
    pending_.at(static_cast<std::size_t>(at)).emplace_back(id, stamp_at(now_ms));
  }

  void save_edit(int at, Form form, Edit edit, const std::map<int, int>& values) {
    const auto heads = [&] {
      const Draft now = *client(at).open_draft(record_);
      std::set<ChangeId> ids(now.heads.begin(), now.heads.end());
      if (const auto deletions = now.seen.find(kDeletedGroup); deletions != now.seen.end())
        ids.insert(deletions->second.begin(), deletions->second.end());
      return ids;
    };
    const auto before = heads();
    edit.draft = std::move(form.draft);
    ASSERT_EQ(client(at).save({edit})->written, 1U);
    std::vector<ChangeId> fresh;
    std::ranges::set_difference(heads(), before, std::back_inserter(fresh));
    ASSERT_EQ(fresh.size(), 1U);
    tell_saved(at, fresh.front(), form.screen, values);
  }

  void save(int at, Form form) {
    const auto groups = 1 + random_.below(7);
    std::vector<text::Assignment> words;
    std::map<int, int> values;
    const auto value = [&](std::uint32_t group) {
      return values[static_cast<int>(group)] = 1 + static_cast<int>(random_.below(3));
    };
    if ((groups & 1) != 0) words.push_back({"result", kResults.at(static_cast<std::size_t>(value(kResult) - 1))});
    if ((groups & 2) != 0) words.push_back({"note", letters(6000, value(kNote))});
    if ((groups & 4) != 0) words.push_back({"told_by", letters(10, value(kToldBy))});
    Edit edit;
    edit.set = *text::parse(*schema::find_kind(form.draft.kind)->message, words, {}, nullptr);
    if (form.draft.deleted) values[Oracle::kDeletion] = Oracle::kCleared;  // an edit brings back
    last_ += " saves groups " + std::to_string(groups);
    save_edit(at, std::move(form), std::move(edit), values);
  }

  void save_deletion(int at, Form form) {
    Edit edit;
    edit.deletes = !form.draft.deleted;
    if (!edit.deletes) edit.cleared = {kDeletedGroup};
    last_ += edit.deletes ? " deletes" : " brings back";
    const int value = edit.deletes ? 1 : Oracle::kCleared;
    save_edit(at, std::move(form), std::move(edit), {{Oracle::kDeletion, value}});
  }

  void sync(int at, Fate fate, std::size_t times) {
    Device& device = *devices_.at(static_cast<std::size_t>(at));
    last_ += " syncs, fate " + std::to_string(static_cast<int>(fate)) + " times " + std::to_string(times);
    device.wire.fates.assign(times, fate);
    const bool done = device.try_sync().ok();
    device.wire.fates.clear();
    // A doubled request is answered to nobody each time: given up, with everything taken.
    const bool arrived = done || fate == Fate::kLoseAnswer || fate == Fate::kDouble;
    auto& pending = pending_.at(static_cast<std::size_t>(at));
    for (const auto& [id, stamp] : pending) {
      if (!arrived) break;
      oracle_.arrived({{id, {true, stamp}}}, ++seq_, world_.clock.wall_ms());
      if (done) oracle_.receipt_read(id);
    }
    if (done) pending.clear();
    if (done) oracle_.pull_completed(at, seq_);
  }

  std::string wrong_at(int at) {
    const Draft draft = *client(at).open_draft(record_);
    const Shown shown = *client(at).get(record_);
    const Oracle::View truth = oracle_.view(at, kRecord);
    std::set<ChangeId> all;
    std::vector<std::uint32_t> clashing;
    for (const auto& [group, content] : truth.groups) {
      std::set<ChangeId> named;
      for (const auto& [id, value] : content.heads) {
        if (group != Oracle::kDeletion) all.insert(id);
        if (group == Oracle::kDeletion || value == content.shown) named.insert(id);
      }
      const auto number = static_cast<std::uint32_t>(group);
      const auto found = draft.seen.find(number);
      const auto seen = found == draft.seen.end() ? std::vector<ChangeId>() : found->second;
      if (!std::ranges::equal(seen, named)) {
        return "group " + std::to_string(group) + " is seen as" + words(seen) + ", should be" + words(named);
      }
      if (content.clash) clashing.push_back(number);
    }
    if (!std::ranges::equal(draft.heads, all)) return "the heads";
    if (shown.clashing != clashing) return "the clashes";
    return shown.deleted == truth.hidden ? oracle_.complaint() : "whether it is deleted";
  }

  World world_;
  SeededRandom random_;
  Oracle oracle_{kResult};
  std::vector<std::unique_ptr<Device>> devices_;
  std::array<std::optional<Form>, kDevices> forms_;
  std::array<std::vector<std::pair<ChangeId, Stamp>>, kDevices> pending_;
  Id record_;
  std::uint64_t seq_ = 0;
  std::string last_;
};

class Truth : public ::testing::TestWithParam<int> {};

TEST_P(Truth, IsShownByRealDevicesAfterEveryStep) {
  const auto seed = static_cast<std::uint64_t>(GetParam());
  Town town(seed);
  std::string trace;
  for (int i = 0; i < 40; ++i) {
    const std::string wrong = town.step();
    trace += "  " + town.last() + "\n";
    ASSERT_EQ(wrong, "") << "seed " << seed << ":\n" << trace;
  }
  EXPECT_EQ(town.finish(), "") << "seed " << seed << ":\n" << trace;
}

INSTANTIATE_TEST_SUITE_P(Road, Truth, ::testing::Range(1, 5));

}  // namespace
}  // namespace xinqiao::testing
