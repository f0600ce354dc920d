// Trains the dictionary that frames are compressed with (core/src/wire/dictionary): on messages made from the schema's
// table, with texts written by hand, random ids, and nothing that any generator of workloads has made.
#define ZDICT_STATIC_LINKING_ONLY  // the parameters below
#include <zdict.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>

#include "base/bytes.h"
#include "measures.h"
#include "model/fields.h"
#include "model/schema.h"
#include "xinqiao/v1/change.pb.h"
#include "xinqiao/v1/state.pb.h"
#include "xinqiao/v1/sync.pb.h"

namespace xinqiao::bench {
namespace {

constexpr std::size_t kSamples = 6000;
constexpr std::size_t kDictionaryBytes = 16 * 1024;
constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kAutumnMs = 1'790'000'000'000;  // 2026-09; half a year of entries from there on

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class Samples {
 public:
  explicit Samples(std::vector<std::string> lines) : lines_(std::move(lines)) {}

  // What a device sends, or what it is answered.
  std::string next() { return chance(2) ? request() : answer(); }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }  // not uniform_..., which libraries differ in
  bool chance(std::uint64_t one_in) { return below(one_in) == 0; }
  std::string bytes(std::size_t size) {
    std::string out(size, '\0');
    std::ranges::generate(out, [this] { return static_cast<char>(random_()); });
    return out;
  }
  // One of a few, as children and people come again, or a new one.
  std::string id() {
    if (ids_.size() < 8 || chance(3)) ids_.push_back(bytes(16));
    if (ids_.size() > 8) ids_.erase(ids_.begin());
    return ids_[below(ids_.size())];
  }
  std::string text() {
    std::string out = lines_[below(lines_.size())];
    for (std::uint64_t more = below(3); more > 0; --more)
      out += (chance(3) ? "；" : "。") + lines_[below(lines_.size())];
    return out;
  }
  std::uint64_t number(const schema::Field& field) {
    if (field.format == schema::Format::kTime) return kAutumnMs + below(180) * 86'400'000 + below(86'400) * 1000;
    if (field.format == schema::Format::kDay) return 20'000 + below(900);
    if (field.type == schema::Type::kEnum) {
      return static_cast<std::uint64_t>(field.enumeration->values[below(field.enumeration->values.size())].number);
    }
    if (field.type == schema::Type::kBool) return below(2);
    return field.max > field.min ? below(static_cast<std::uint64_t>(field.max) + 1) : below(60);
  }
  void add_value(const schema::Field& field, std::string& out) {
    switch (field.type) {
      case schema::Type::kText:
        return write_bytes(out, field.number, text());
      case schema::Type::kBytes:
        return write_bytes(out, field.number, id());
      case schema::Type::kMessage:
        return write_bytes(out, field.number, message(*field.message));
      case schema::Type::kDouble: {
        // A place in the south-west, in protobuf's order of bytes.
        const double place = (chance(2) ? 24.0 : 106.0) + static_cast<double>(below(40'000)) / 10'000.0;
        out += static_cast<char>(field.number << 3 | 1);
        out.append(reinterpret_cast<const char*>(&place), sizeof(place));
        return;
      }
      default:
        return write_varint(out, field.number, number(field));
    }
  }
  std::string message(const schema::Message& of, bool whole = true) {
    std::string out;
    for (const schema::Field& field : of.fields) {
      if (field.number > 15 && field.type == schema::Type::kDouble) continue;  // its tag has two bytes
      if (field.required || chance(whole ? 2 : 8)) add_value(field, out);
    }
    return out;
  }
  const schema::Kind& kind() {
    const auto kinds = schema::kinds();
    if (chance(2)) return *schema::find_kind("visit");
    if (chance(2)) return *schema::find_kind("check_in");
    return kinds[below(kinds.size())];
  }
  v1::Change change() {
    v1::Change out;
    const schema::Kind& of = kind();
    const bool begins = !chance(3);
    if (begins) {
      out.set_record(bytes(16));
      out.set_kind(of.number);
    } else {
      out.add_seen(random_());
    }
    out.set_set(message(*of.message, begins));
    out.set_after_ms(static_cast<std::int64_t>(below(3'600'000)));
    return out;
  }
  void begin(v1::Hello& hello) {
    hello.set_wire_version(1);
    hello.set_epoch(random_());
  }
  std::string request() {
    v1::SyncRequest out;
    begin(*out.mutable_hello());
    out.mutable_hello()->set_incarnation(bytes(16));
    out.set_cursor(bytes(48));
    out.set_want(v1::WANT_PULL);
    out.set_max_bytes(16 * 1024);
    for (std::uint64_t batches = below(3); batches > 0; --batches) {
      v1::Batch batch;
      batch.set_incarnation(out.hello().incarnation());
      batch.set_first_seq(below(4000) + 1);
      batch.set_previous(random_());
      batch.set_secret(bytes(16));
      batch.set_base_ms(kAutumnMs + below(180) * 86'400'000 + below(86'400'000));
      for (std::uint64_t changes = below(4) + 1; changes > 0; --changes) *batch.add_changes() = change();
      batch.set_signature(bytes(64));
      out.add_batches(batch.SerializeAsString());
    }
    return out.SerializeAsString();
  }
  std::string answer() {
    v1::SyncResponse out;
    begin(*out.mutable_hello());
    out.mutable_hello()->set_min_wire_version(1);
    out.set_server_ms(kAutumnMs + below(180) * 86'400'000);
    out.set_cursor(bytes(48));
    out.set_complete(true);
    out.set_complete_seq(below(100'000));
    if (chance(2)) {
      v1::Receipt& receipt = *out.add_receipts();
      receipt.set_incarnation(bytes(16));
      receipt.set_first_seq(below(4000) + 1);
      receipt.set_count(static_cast<std::uint32_t>(below(9)) + 1);
      receipt.set_outcome(v1::OUTCOME_TAKEN);
      receipt.set_last(random_());
      receipt.set_mac(bytes(16));
    }
    for (std::uint64_t deltas = below(4); deltas > 0; --deltas) {
      const schema::Kind& of = kind();
      v1::RecordState& state = *out.add_deltas();
      state.set_record(bytes(16));
      state.set_kind(of.number);
      state.set_id(random_());
      state.set_effective((kAutumnMs + below(180) * 86'400'000 + below(86'400'000)) << 16);
      state.set_author(id());
      state.set_seq(below(100'000));
      state.set_fields(message(*of.message));
    }
    return out.SerializeAsString();
  }

  std::vector<std::string> lines_;
  std::vector<std::string> ids_;
  std::mt19937_64 random_{kSeed};  // NOLINT(bugprone-random-generator-seed): the same dictionary each time
};

}  // namespace

int train_dictionary(const std::string& words, const std::string& out, unsigned id) {
  Samples samples(lines_of(words));
  std::string all;
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const std::string one = samples.next();
    sizes.push_back(one.size());
    all += one;
  }
  std::string dictionary(kDictionaryBytes, '\0');
  ZDICT_fastCover_params_t parameters{};
  parameters.k = 256;
  parameters.d = 8;
  parameters.f = 20;
  parameters.accel = 1;
  parameters.zParams.compressionLevel = 3;
  parameters.zParams.dictID = id;
  const std::size_t size = ZDICT_trainFromBuffer_fastCover(
      dictionary.data(), dictionary.size(), all.data(), sizes.data(), static_cast<unsigned>(sizes.size()), parameters);
  if (ZDICT_isError(size) != 0) {
    std::fprintf(stderr, "%s\n", ZDICT_getErrorName(size));
    return 1;
  }
  std::ofstream(out, std::ios::binary).write(dictionary.data(), static_cast<std::streamsize>(size));
  std::printf("{\"samples\":%zu,\"sample_bytes\":%zu,\"dictionary_bytes\":%zu}\n", sizes.size(), all.size(), size);
  return 0;
}

}  // namespace xinqiao::bench
