#include "model/fields.h"

#include <bit>

#include "model/wire_reader.h"

namespace xinqiao {
namespace {

void append_varint(Bytes& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>((value & 0x7F) | 0x80));
  out.push_back(static_cast<char>(value));
}

void append_tag(Bytes& out, std::uint32_t number, WireType type) {
  append_varint(out, std::uint64_t{number} << 3 | static_cast<std::uint64_t>(type));
}

std::optional<Occurrence> last_occurrence(BytesView field, WireType type) {
  WireReader reader(field);
  Occurrence occurrence;
  std::optional<Occurrence> last;
  while (reader.next(occurrence)) last = occurrence;
  if (reader.broken() || !last || last->type != type) return std::nullopt;
  return last;
}

}  // namespace

Result<Fields> split_fields(BytesView message) {
  Fields fields;
  WireReader reader(message);
  Occurrence occurrence;
  while (reader.next(occurrence)) {
    // Nearly always each comes behind all before.
    const bool behind = fields.empty() || fields.rbegin()->first < occurrence.number;
    const auto field =
        behind ? fields.try_emplace(fields.end(), occurrence.number) : fields.try_emplace(occurrence.number).first;
    field->second += occurrence.whole;
  }
  if (reader.broken()) return Error{ErrorCode::kInvalid, "not a protobuf message"};
  return fields;
}

Bytes join_fields(const Fields& fields) {
  Bytes out;
  for (const auto& [number, bytes] : fields) out += bytes;
  return out;
}

std::optional<std::uint64_t> read_varint(BytesView field) {
  const auto last = last_occurrence(field, WireType::kVarint);
  if (!last) return std::nullopt;
  return last->value;
}

std::optional<double> read_double(BytesView field) {
  const auto last = last_occurrence(field, WireType::kFixed64);
  if (!last) return std::nullopt;
  return std::bit_cast<double>(last->value);
}

std::optional<Bytes> read_bytes(BytesView field) {
  const auto last = last_occurrence(field, WireType::kBytes);
  if (!last) return std::nullopt;
  return Bytes(last->payload);
}

std::optional<std::vector<Bytes>> read_each(BytesView field) {
  std::vector<Bytes> values;
  WireReader reader(field);
  Occurrence occurrence;
  while (reader.next(occurrence)) {
    if (occurrence.type != WireType::kBytes) return std::nullopt;
    values.emplace_back(occurrence.payload);
  }
  if (reader.broken()) return std::nullopt;
  return values;
}

void write_varint(Bytes& out, std::uint32_t number, std::uint64_t value) {
  append_tag(out, number, WireType::kVarint);
  append_varint(out, value);
}

void write_double(Bytes& out, std::uint32_t number, double value) {
  append_tag(out, number, WireType::kFixed64);
  append_u64(out, std::bit_cast<std::uint64_t>(value));
}

void write_bytes(Bytes& out, std::uint32_t number, BytesView value) {
  append_tag(out, number, WireType::kBytes);
  append_varint(out, value.size());
  out += value;
}

}  // namespace xinqiao
