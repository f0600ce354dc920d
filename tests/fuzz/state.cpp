// A record's state as it is stored and sent. What decodes encodes to the same state; the encoding is the shortest way
// of saying it and stays byte for byte the same from then on; whatever people are shown of it can be worked out.
#include "base/check.h"
#include "base/limits.h"
#include "fuzz/targets.h"
#include "merge/saw.h"
#include "merge/standing.h"
#include "merge/state_codec.h"
#include "model/text_codec.h"
#include "xinqiao/v1/state.pb.h"

namespace xinqiao::fuzz {
namespace {

void look_at(const RecordState& state) {
  for (const auto& [number, group] : state.groups) {
    XQ_CHECK(group.heads.size() <= limits::kHeadsPerGroup);
    XQ_CHECK(group.seq <= state.seq());
    const auto shown = shown_ids(group, nullptr);
    XQ_CHECK(shown.empty() == group.heads.empty());
    XQ_CHECK(is_clash(group) == (shown.size() < group.heads.size()));
    XQ_CHECK(saw_in(group, number, shown).size() >= shown.size());
  }
  XQ_CHECK(!(is_hidden(state) && is_deletion_clash(state)));
  XQ_CHECK(uncovered_heads(state).size() <= all_heads(state).size());
  XQ_CHECK(is_utf8(text::to_json(state.record, state.kind, shown_fields(state))));
}

void look_at_part(const RecordState& state) {
  v1::RecordState part;
  const auto odd = [](std::uint32_t number, const GroupState&) { return number % 2 == 1; };
  encode_state(state, odd, part);
  const auto decoded = decode_state(part);
  XQ_CHECK(decoded.ok());
  RecordState expected = state;
  std::erase_if(expected.groups, [](const auto& entry) { return entry.first % 2 == 0; });
  XQ_CHECK(*decoded == expected);
}

}  // namespace

void fuzz_state(BytesView input) {
  const auto first = decode_state(input);
  if (!first.ok()) return;
  const Bytes bytes = encode_state(*first);
  const auto second = decode_state(bytes);
  XQ_CHECK(second.ok());
  XQ_CHECK(*second == *first);
  XQ_CHECK(encode_state(*second) == bytes);
  look_at(*first);
  look_at_part(*first);
}

}  // namespace xinqiao::fuzz
