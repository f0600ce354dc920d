#include "wire/change_codec.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "model/wire_reader.h"

namespace xinqiao::wire {
namespace {

Error malformed(const char* what) { return Error{ErrorCode::kInvalid, std::string("malformed change: ") + what}; }

// One occurrence of a field that is set, or a field that is cleared.
struct Part {
  std::uint32_t number = 0;
  std::optional<BytesView> value;
};

// Ascending; occurrences of one field stay in their order.
Result<std::vector<Part>> read_parts(const v1::Change& in) {
  std::vector<Part> parts;
  WireReader reader(in.set());
  Occurrence occurrence;
  while (reader.next(occurrence)) parts.push_back({occurrence.number, occurrence.whole});
  if (reader.broken()) return malformed("what it sets");
  for (const std::uint32_t number : in.cleared()) parts.push_back({number, std::nullopt});
  const auto before = [](const Part& a, const Part& b) {
    if (a.number != b.number) return a.number < b.number;
    return a.value && (!b.value || std::less()(a.value->data(), b.value->data()));
  };
  if (!std::is_sorted(parts.begin(), parts.end(), before)) std::sort(parts.begin(), parts.end(), before);
  return parts;
}

// The touched groups with their values, ascending; nothing seen yet.
Result<std::vector<TouchedGroup>> read_groups(const v1::Change& in) {
  if (in.set().size() > limits::kRecordBytes) return Error{ErrorCode::kTooLarge, "a change sets too much at once"};
  XQ_ASSIGN(auto parts, read_parts(in));
  if (in.deletes()) {
    if (!parts.empty()) return malformed("a deletion also edits");
    parts.push_back({kDeletedGroup, BytesView()});
  }
  if (parts.empty()) return malformed("it changes nothing");
  std::vector<TouchedGroup> groups;
  constexpr std::size_t kUsual = 64;  // many parts may be of one field
  groups.reserve(std::min(parts.size(), kUsual));
  for (const Part& part : parts) {
    if (groups.empty() || groups.back().number != part.number) {
      groups.push_back({part.number, part.value ? std::optional<Bytes>(*part.value) : std::nullopt, {}, {}});
      continue;
    }
    std::optional<Bytes>& value = groups.back().value;
    if (!part.value || !value) return malformed("a field is set and cleared, or cleared twice");
    value->append(*part.value);
  }
  return groups;
}

std::vector<ChangeId> sorted(std::vector<ChangeId> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Status read_seen(const v1::Change& in, std::vector<TouchedGroup>& groups) {
  const auto count = static_cast<std::size_t>(in.seen_size());
  if (count + static_cast<std::size_t>(in.covers_size()) > limits::kSeenPerChange) {
    return Error{ErrorCode::kTooLarge, "a change names too many others"};
  }
  if (count * groups.size() > limits::kSeenTimesGroups) {
    return Error{ErrorCode::kTooLarge, "a change names too many others for its fields"};
  }
  if (in.seen_groups_size() > in.seen_size()) return malformed("more bitmaps than ids seen");
  const bool lets_go = groups.size() == 1 && groups.front().number == kDeletedGroup && in.kind() == 0;
  if (in.covers_size() > 0 && !in.deletes() && !lets_go) return malformed("covers without a deletion");
  if (!in.deletes() && static_cast<std::size_t>(in.covers_size()) > limits::kLetGoPerChange)
    return Error{ErrorCode::kTooLarge, "a change lets go of too many others"};
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (int s = 0; s < in.seen_size(); ++s) {
      const bool all = s >= in.seen_groups_size();
      if (!all && groups.size() > 64) return malformed("bitmaps over more than 64 groups");
      if (all || ((in.seen_groups(s) >> g) & 1) != 0) groups[g].seen.push_back(in.seen(s));
    }
    groups[g].seen = sorted(std::move(groups[g].seen));
  }
  if (in.covers_size() > 0) groups.front().covers = sorted({in.covers().begin(), in.covers().end()});
  return {};
}

Result<Id> read_record(const v1::Change& in, const RecordOf& record_of) {
  if (!in.record().empty()) {
    const Id id = Id::from_bytes(in.record());
    if (id.is_nil()) return malformed("the record's id is not 16 bytes");
    return id;
  }
  if (in.seen_size() == 0) return malformed("no record");
  const auto id = record_of ? record_of(in.seen(0)) : std::nullopt;
  if (!id) return Error{ErrorCode::kNotFound, "the change that names the record is not known here"};
  return *id;
}

void append_ids(Bytes& out, const std::vector<ChangeId>& ids) {
  append_u32(out, static_cast<std::uint32_t>(ids.size()));
  for (const ChangeId id : ids) append_u64(out, id);
}

// Which groups saw each id. Ids seen by every group go last, so that they need no bitmap.
void pack_seen(const Change& change, v1::Change& out) {
  std::map<ChangeId, std::uint64_t> groups_of;
  std::set<ChangeId> by_all;
  for (std::size_t g = 0; g < change.groups.size(); ++g) {
    for (const ChangeId id : change.groups[g].seen) groups_of[id] |= g < 64 ? std::uint64_t{1} << g : 0;
  }
  for (const auto& [id, bitmap] : groups_of) {
    const bool all = std::all_of(change.groups.begin(), change.groups.end(), [&](const TouchedGroup& group) {
      return std::binary_search(group.seen.begin(), group.seen.end(), id);
    });
    if (all) {
      by_all.insert(id);
    } else {
      out.add_seen(id);
      out.add_seen_groups(bitmap);
    }
  }
  for (const ChangeId id : by_all) out.add_seen(id);
}

}  // namespace

Result<Change> expand(const v1::Change& in, const BatchContext& context, const RecordOf& record_of) {
  Change change;
  XQ_ASSIGN(change.record, read_record(in, record_of));
  change.kind = in.kind();
  change.author = context.author;
  change.transaction = in.transaction();
  if (in.counter() > 0xFFFF || context.base_ms > kStampMsMax) return malformed("its stamp");
  const auto ms = static_cast<std::int64_t>(context.base_ms) +
                  std::clamp<std::int64_t>(in.after_ms(), -(std::int64_t{1} << 50), std::int64_t{1} << 50);
  if (ms < 0 || static_cast<std::uint64_t>(ms) > kStampMsMax) return malformed("its stamp");
  change.written = stamp_at(ms) | in.counter();
  change.effective = change.written;
  XQ_ASSIGN(change.groups, read_groups(in));
  XQ_TRY(read_seen(in, change.groups));
  return change;
}

v1::Change pack(const Change& change, const BatchContext& context, bool abbreviate) {
  v1::Change out;
  out.set_kind(change.kind);
  out.set_after_ms(stamp_ms(change.written) - static_cast<std::int64_t>(context.base_ms));
  out.set_counter(stamp_counter(change.written));
  out.set_transaction(change.transaction);
  for (const TouchedGroup& group : change.groups) {
    if (group.number == kDeletedGroup && group.value) {
      out.set_deletes(true);
    } else if (group.value) {
      out.mutable_set()->append(*group.value);
    } else {
      out.add_cleared(group.number);
    }
    for (const ChangeId id : group.covers) out.add_covers(id);
  }
  pack_seen(change, out);
  if (!abbreviate || out.seen_size() == 0) out.set_record(change.record.str());
  return out;
}

Bytes canonical(const Change& change) {
  constexpr std::size_t kHead = 64;
  constexpr std::size_t kOfGroup = 20;
  std::size_t size = kHead;
  for (const TouchedGroup& group : change.groups) {
    size += kOfGroup + (group.value ? group.value->size() : 0) + 8 * (group.seen.size() + group.covers.size());
  }
  Bytes out;
  out.reserve(size);
  out.append("xq-change-1");
  out.append(change.record.bytes());
  append_u32(out, change.kind);
  append_u64(out, change.written);
  out.append(change.author.bytes());
  append_u32(out, change.transaction);
  append_u32(out, static_cast<std::uint32_t>(change.groups.size()));
  for (const TouchedGroup& group : change.groups) {
    append_u32(out, group.number);
    out.push_back(group.value ? '\1' : '\0');
    if (group.value) {
      append_u32(out, static_cast<std::uint32_t>(group.value->size()));
      out.append(*group.value);
    }
    append_ids(out, group.seen);
    append_ids(out, group.covers);
  }
  return out;
}

}  // namespace xinqiao::wire
