// Answers to the shipping client while it syncs. The input is up to eight of them, from a server that knows the keys:
// a SyncResponse in a frame that is right, an ErrorBody with its status, or any bytes. The client comes to an end with
// each; whatever it was told, everything that was saved here is still on its disk and can be rescued; the next save
// succeeds; and opened again, it shows the same.
#include <algorithm>

#include "base/check.h"
#include "fuzz/parts.h"
#include "fuzz/targets.h"
#include "fuzz/world/handset.h"
#include "model/schema.h"
#include "model/text_codec.h"
#include "wire/frame.h"

namespace xinqiao::fuzz {
namespace {

constexpr std::size_t kAnswersMax = 8;
constexpr int kRequestsMax = 200;
constexpr std::int64_t kGiveUpMs = 30'000;
constexpr std::int64_t kAnswerMs = 40;

// How an answer is meant; else a SyncResponse.
constexpr unsigned kBody = 1;
constexpr unsigned kError = 2;  // the status by the bits above
constexpr unsigned kSlow = 4;   // a minute and more
constexpr std::array kStatuses = {400, 401, 403, 404, 413, 426, 429, 500, 503, 302, 200};

class HostileServer final : public Transport {
 public:
  HostileServer(Handset& handset, std::vector<Part> answers) : handset_(handset), answers_(std::move(answers)) {}

  Result<HttpAnswer> post(std::string_view, BytesView body) override {
    XQ_CHECK(++requests_ < kRequestsMax);
    if (next_ == answers_.size()) return Error{ErrorCode::kNetwork, "no more answers"};
    const Part& part = answers_[next_++];
    handset_.time().now_ms += (part.mode & kSlow) != 0 ? 100 * 1000 : kAnswerMs;
    if ((part.mode & kBody) != 0) return HttpAnswer{200, Bytes(part.bytes)};
    if ((part.mode & kError) != 0) return HttpAnswer{kStatuses[(part.mode >> 3) % kStatuses.size()], Bytes(part.bytes)};
    const auto frame = wire::parse_frame(body);
    XQ_CHECK(frame.ok());
    const Bytes payload = handset_.with_real_ids(part.bytes);
    return HttpAnswer{200, wire::pack_frame(frame->organisation(), frame->device(), frame->nonce(), payload,
                                            handset_.request_secret())};
  }

 private:
  Handset& handset_;
  std::vector<Part> answers_;
  std::size_t next_ = 0;
  int requests_ = 0;
};

// Errors are told; nothing ends the program.
void read_all(const Client& client) {
  static_cast<void>(client.status().ok());
  static_cast<void>(client.clashes().ok());
  static_cast<void>(client.attention(100).ok());
  static_cast<void>(client.digest().ok());
  const auto page = client.list(0, {}, {}, 1000);
  if (!page.ok()) return;
  for (const Shown& shown : page->records) {
    static_cast<void>(client.get(shown.id).ok());
    static_cast<void>(client.history(shown.id).ok());
    const auto draft = client.open_draft(shown.id);
    if (!draft.ok()) continue;
    const auto again = Draft::decode(draft->encode());
    XQ_CHECK(again.ok() && again->encode() == draft->encode());
  }
}

// All lists, as JSON.
std::string shown_by(const Client& client) {
  const auto page = client.list(0, {}, {}, 1000);
  if (!page.ok()) return page.error().message;
  std::string out;
  for (const Shown& shown : page->records) out += text::to_json(shown.id, shown.kind, shown.fields) + "\n";
  return out;
}

void save_one(Client& client, Random& random, std::int64_t now_ms) {
  Edit edit;
  edit.create = true;
  edit.draft.id = Id::random(now_ms, random);
  edit.draft.kind = schema::kChildKind;
  write_bytes(edit.set[1], 1, "龙小兰");
  const auto saved = client.save({edit});
  XQ_CHECK(saved.ok());
  XQ_CHECK(client.get(edit.draft.id).ok());
}

void check_nothing_is_lost(Handset& handset) {
  const auto own = handset.own_changes();
  for (const ChangeId id : handset.saved()) XQ_CHECK(std::ranges::find(own, id) != own.end());
}

void check_rescue(Handset& handset) {
  simulation::Phone& phone = handset.phone();
  const Disk disk = phone.machine.disk();
  const auto rescued =
      Client::rescue(phone.folder, phone.folder + "/rescue", {phone.clock, phone.random, disk.files, disk.sqlite_vfs});
  XQ_CHECK(rescued.ok());
  XQ_CHECK(rescued->missing == 0 && rescued->changes == handset.own_changes().size());
}

}  // namespace

void fuzz_answer(BytesView input) {
  auto answers = parts_of(input, kAnswersMax);
  if (answers.empty()) return;
  static Handset handset;
  handset.begin();
  simulation::Phone& phone = handset.phone();
  HostileServer server(handset, std::move(answers));
  const auto wait = [&](std::int64_t ms) {
    handset.time().now_ms += ms;
    return true;
  };
  static_cast<void>(phone.client->sync(server, wait, kGiveUpMs, nullptr).ok());
  read_all(*phone.client);
  save_one(*phone.client, phone.random, handset.time().now_ms);
  const std::string shown = shown_by(*phone.client);
  handset.reopen();
  XQ_CHECK(shown_by(*phone.client) == shown);
  save_one(*phone.client, phone.random, handset.time().now_ms);
  check_nothing_is_lost(handset);
  phone.close();
  check_rescue(handset);
}

}  // namespace xinqiao::fuzz
