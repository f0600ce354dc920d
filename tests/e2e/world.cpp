#include "e2e/world.h"

#include <algorithm>
#include <filesystem>
#include <future>

#include "base/check.h"
#include "base/crypto.h"
#include "storage/local_store.h"

namespace xinqiao::testing {

World::World(std::uint64_t seed) : random(seed) {
  XQ_CHECK(crypto::init());
  auto code = server::create_organisation(data(), "兴沟镇", "https://192.0.2.1:8443", {"cert", "key", Bytes(32, 'p')},
                                          clock, system_random_);
  EXPECT_TRUE(code.ok()) << code.error().message;
  office_code_ = *code;
  restart();
}

World::~World() {
  if (service_) service_->drain();
}

void World::restart() {
  if (service_) service_->drain();
  service_.reset();
  auto opened = server::Service::open({data()}, clock, system_random_);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  service_ = std::move(*opened);
}

std::string World::copy() {
  service_->drain();
  service_.reset();
  const std::string to = folder_ / ("copy" + std::to_string(random.u64()));
  std::filesystem::copy(data(), to, std::filesystem::copy_options::recursive);
  restart();
  return to;
}

void World::put_back_by_hand(const std::string& copy) {
  service_->drain();
  service_.reset();
  std::filesystem::remove_all(data());
  std::filesystem::copy(copy, data(), std::filesystem::copy_options::recursive);
  restart();
}

void World::put_back(const std::string& copy) {
  put_back_by_hand(copy);
  service_->drain();
  service_.reset();
  const auto epoch = server::begin_new_epoch(data(), system_random_);
  ASSERT_TRUE(epoch.ok()) << epoch.error().message;
  restart();
}

std::string World::invite(const std::string& role, const std::string& name) {
  server::Person person;
  person.role = role;
  person.name = name;
  auto code = server::invite(data(), person, clock, system_random_);
  EXPECT_TRUE(code.ok()) << code.error().message;
  return code->code;
}

HttpAnswer Wire::deliver(std::string_view path, BytesView body) {
  std::promise<server::Answer> answered;
  world_.service().handle({std::string(path), Bytes(body)},
                          [&](server::Answer answer) { answered.set_value(std::move(answer)); });
  auto answer = answered.get_future().get();
  return {answer.status, std::move(answer.body)};
}

Result<HttpAnswer> Wire::post_with_work(std::string_view path, BytesView body, const Work& work) {
  for (int left = works; left > 0 && work(); --left) {
  }
  return post(path, body);
}

Result<HttpAnswer> Wire::post(std::string_view path, BytesView body) {
  ++posts;
  sent.emplace_back(body);
  Fate fate = Fate::kGood;
  if (!fates.empty()) {
    fate = fates.front();
    fates.pop_front();
  }
  const Error lost{ErrorCode::kNetwork, "lost"};
  if (fate == Fate::kLoseRequest) return lost;
  if (fate == Fate::kLate) {
    late_.emplace_back(path, body);
    return lost;
  }
  if (fate == Fate::kDouble) static_cast<void>(deliver(path, body));
  auto answer = deliver(path, body);
  for (const auto& [late_path, late_body] : std::exchange(late_, {})) static_cast<void>(deliver(late_path, late_body));
  if (fate == Fate::kLoseAnswer) return lost;
  return answer;
}

Device::Device(World& world, const std::string& code) : wire(world), world_(world) {
  reopen();
  const auto identity = client_->enroll(code, "测试设备", wire);
  EXPECT_TRUE(identity.ok()) << identity.error().message;
  wire.sent.clear();
  wire.posts = 0;
}

Device::Device(Device& original) : wire(original.world_), world_(original.world_) { put_back(original.back_up()); }

std::string Device::back_up() {
  client_.reset();
  std::string to = backups_ / std::to_string(++backups_made_);
  std::filesystem::copy(folder_.path(), to, std::filesystem::copy_options::recursive);
  reopen();
  return to;
}

void Device::put_back(const std::string& backup) {
  client_.reset();
  std::filesystem::remove_all(folder_.path());
  std::filesystem::copy(backup, folder_.path(), std::filesystem::copy_options::recursive);
  reopen();
}

void Device::reopen() {
  client_.reset();
  auto opened = Client::open({folder_.path(), "", 0}, {world_.clock, world_.random, files_, nullptr});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  client_ = std::move(*opened);
}

void Device::in_file(const std::function<void(sqlite::Connection&)>& look) {
  client_.reset();
  {
    const auto file = sqlite::Connection::open(LocalStore::database_path(folder_.path()), nullptr);
    ASSERT_TRUE(file.ok());
    look(**file);
  }
  reopen();
}

Result<Client::Rescued> Device::rescue(const std::string& file) {
  client_.reset();
  auto rescued = Client::rescue(folder_.path(), file, {world_.clock, world_.random, files_, nullptr});
  reopen();
  return rescued;
}

Result<SyncReport> Device::try_sync() {
  const auto wait = [this](std::int64_t ms) {
    world_.clock.advance(ms);
    return true;
  };
  return client_->sync(wire, wait, 30'000, nullptr);
}

SyncReport Device::sync() {
  auto report = try_sync();
  EXPECT_TRUE(report.ok()) << report.error().message;
  return report.ok() ? *report : SyncReport();
}

Id Device::add(std::string_view kind, const std::vector<text::Assignment>& assignments) {
  Edit edit;
  edit.draft.kind = schema::find_kind(kind)->number;
  edit.create = true;
  const auto parsed = text::parse(*schema::find_kind(kind)->message, assignments, {}, nullptr);
  EXPECT_TRUE(parsed.ok()) << parsed.error().message;
  edit.set = *parsed;
  const auto saved = client_->save({edit});
  EXPECT_TRUE(saved.ok()) << saved.error().message;
  return saved.ok() ? saved->ids.front() : Id();
}

Result<Edit> Device::fill(const Id& id, const std::vector<text::Assignment>& assignments) {
  Edit edit;
  XQ_ASSIGN(edit.draft, client_->open_draft(id));
  XQ_ASSIGN(edit.set,
            text::parse(*schema::find_kind(edit.draft.kind)->message, assignments, edit.draft.shown, nullptr));
  return edit;
}

Status Device::set(const Id& id, const std::vector<text::Assignment>& assignments) {
  XQ_ASSIGN(const auto edit, fill(id, assignments));
  XQ_TRY(client_->save({edit}));
  return {};
}

Status Device::remove(const Id& id) {
  Edit edit;
  XQ_ASSIGN(edit.draft, client_->open_draft(id));
  edit.deletes = true;
  XQ_TRY(client_->save({edit}));
  return {};
}

std::size_t Device::told_copied() {
  const auto items = attention();
  return static_cast<std::size_t>(std::ranges::count(items, "copied", &Attention::state));
}

std::vector<Attention> Device::attention() {
  auto list = client_->attention(100);
  EXPECT_TRUE(list.ok());
  if (!list.ok()) return {};
  EXPECT_TRUE(client_->remember_listed(*list).ok());
  return *std::move(list);
}

std::string Device::value(const Id& id, std::string_view field) {
  const auto shown = client_->get(id);
  if (!shown.ok()) return "";
  const schema::Field* known = schema::find_kind(shown->kind)->message->find(field);
  const auto found = shown->fields.find(known->number);
  return found == shown->fields.end() ? "" : text::value_json(*known, found->second);
}

bool Device::holds(const Id& id) { return client_->get(id).ok(); }

Bytes Device::digest() {
  const auto digest = client_->digest();
  EXPECT_TRUE(digest.ok());
  return digest->value;
}

std::size_t Device::in_overlay() {
  client_.reset();
  std::size_t count = 0;
  {
    auto store = LocalStore::open({folder_.path(), "", 0, nullptr}, world_.clock, files_, world_.random);
    EXPECT_TRUE(store.ok());
    const auto overlays = (*store)->own().overlay_of_all();
    EXPECT_TRUE(overlays.ok());
    for (const auto& [record, changes] : *overlays) count += changes.size();
  }
  reopen();
  return count;
}

std::uint64_t Device::count(std::string_view kind) {
  const auto page = client_->list(schema::find_kind(kind)->number, {}, {}, 1000);
  EXPECT_TRUE(page.ok());
  return page->records.size();
}

}  // namespace xinqiao::testing
