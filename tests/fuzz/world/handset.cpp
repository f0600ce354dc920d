#include "fuzz/world/handset.h"

#include "base/check.h"
#include "simulation/world/forms.h"
#include "wire/enroll_code.h"
#include "wire/frame.h"

namespace xinqiao::fuzz {
namespace {

namespace forms = simulation::forms;
constexpr std::uint32_t kNote = 10;  // of a visit

// Straight to the server. Keeps what enrolling told, as only whoever holds the code can read it.
class Way final : public Transport {
 public:
  Way(simulation::Server& server, Bytes code_secret) : server_(server), code_secret_(std::move(code_secret)) {}

  Result<HttpAnswer> post(std::string_view path, BytesView body) override {
    auto answer = server_.handle(path, body);
    XQ_CHECK(answer && answer->status == 200);
    const auto asked = wire::parse_frame(body);
    const auto told = wire::parse_frame(answer->body);
    if (path == "/v1/enroll") {
      XQ_CHECK(request.ParseFromString(*wire::open_frame(*asked, code_secret_)));
      XQ_CHECK(response.ParseFromString(*wire::open_frame(*told, code_secret_)));
    }
    return *std::move(answer);
  }

  v1::EnrollRequest request;
  v1::EnrollResponse response;

 private:
  simulation::Server& server_;
  Bytes code_secret_;
};

bool wait(std::int64_t) { return true; }

}  // namespace

Handset::Handset() {
  township_.begin();
  phone_.emplace(township_.time, 0, 0, true, folder_.path());
  phone_->random.begin(11);
  XQ_CHECK(phone_->open().ok());
  enroll_it();
  save_visit("visit-mine-0--16", "还好");
  save_edit("child-near-16byt");
  Way way(township_.server, {});
  XQ_CHECK(phone_->client->sync(way, wait, 30'000, nullptr).ok());
  save_visit("visit-mine-1--16", "灶边的电线老化了");
  save_edit("child-near-16byt");
  save_edit("visit-mine-0--16");
  saved_ = own_changes();
  XQ_CHECK(saved_.size() == 5);
  phone_->close();
  disk_ = phone_->machine.files().copy();
  now_ms_ = time().now_ms;
}

void Handset::enroll_it() {
  const auto invited = township_.server.invite("office", "老师丙");
  XQ_CHECK(invited.ok());
  Way way(township_.server, wire::read_enroll_code(*invited)->secret());
  XQ_CHECK(phone_->client->enroll(*invited, "电脑", way).ok());
  XQ_CHECK(phone_->client->sync(way, wait, 30'000, nullptr).ok());
  secret_ = way.response.request_secret();
  incarnation_ = way.request.incarnation();
}

void Handset::save_visit(BytesView record, BytesView note) {
  Edit edit;
  edit.create = true;
  edit.draft.id = Id::from_bytes(record);
  edit.draft.kind = forms::kVisit;
  write_bytes(edit.set[forms::kOfChild], forms::kOfChild, "child-near-16byt");
  write_varint(edit.set[forms::kVisitKind], forms::kVisitKind, 2);
  write_bytes(edit.set[kNote], kNote, note);
  XQ_CHECK(phone_->client->save({edit}).ok());
}

void Handset::save_edit(BytesView record) {
  auto draft = phone_->client->open_draft(Id::from_bytes(record));
  XQ_CHECK(draft.ok());
  Edit edit;
  edit.draft = *std::move(draft);
  if (edit.draft.kind == forms::kVisit) {
    write_bytes(edit.set[kNote], kNote, "约好下周带电工来看");
  } else {
    write_varint(edit.set[forms::kRisk], forms::kRisk, 2 + saves_++ % 2);
  }
  XQ_CHECK(phone_->client->save({edit}).ok());
}

void Handset::begin() {
  phone_->close();
  phone_->machine.replace(disk_->copy());
  phone_->random.begin(12);
  time().now_ms = now_ms_;
  XQ_CHECK(phone_->open().ok());
}

void Handset::reopen() {
  phone_->close();
  XQ_CHECK(phone_->open().ok());
}

std::vector<ChangeId> Handset::own_changes() {
  const auto rows = simulation::read_own_log(phone_->machine, phone_->folder);
  XQ_CHECK(rows.has_value());
  std::vector<ChangeId> ids;
  for (const auto& row : *rows) ids.push_back(row.id);
  return ids;
}

Bytes Handset::with_real_ids(BytesView input) const {
  Bytes out = township_.with_real_ids(input);
  Markers markers{{"=incarnation-me=", incarnation_}};
  for (std::size_t i = 0; i < saved_.size(); ++i) {
    Bytes id;
    append_u64(id, saved_[i]);
    markers.emplace_back("=mine--" + std::to_string(i), id);
  }
  return replaced(std::move(out), markers);
}

}  // namespace xinqiao::fuzz
