#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/id.h"
#include "base/stamp.h"

// What a store keeps, row by row, whatever holds it. Plain values.
namespace xinqiao::server {

// Who this server is for one organisation. All of it is in the backup.
struct Identity {
  Id id;  // the township's record, and the author of what the server writes itself
  std::string name;
  std::uint64_t epoch = 0;  // drawn anew after each restore
  std::uint64_t cut = 0;    // organisation seq the restored backup reached; 0 in the first epoch
  // Restored, and waiting for an office's device that was there before: the backup knows numbers below this one.
  std::uint32_t recovering = 0;
  Id incarnation;             // the server's own chain
  crypto::KeyPair sign_keys;  // Ed25519
  crypto::KeyPair box_keys;   // X25519: what rescue files are sealed to
  Bytes receipt_key;
  Bytes cursor_key;
  Bytes natural_key;  // keys the ids of what exists once by nature
};

struct Device {
  std::uint32_t number = 0;  // 0: the server itself
  Id id;                     // its record
  Id person;
  std::uint32_t role = 0;  // v1::PostRole
  Bytes sign_key;
  Bytes box_key;
  Bytes request_secret;
  std::string label;
  std::int64_t enrolled_ms = 0;
  std::int64_t revoked_ms = 0;  // 0: not revoked
  bool readmitted = false;      // it enrolled after the backup that this server was restored from
};

struct EnrollmentCode {
  std::uint64_t code = 0;
  Bytes secret;
  Id person;
  std::uint32_t role = 0;
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;
  std::uint32_t used_by = 0;  // device number; 0: not used
};

// Seqs that are not here, because an office let the chain go on behind them (docs/protocol.md section 11).
struct Jump {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  Bytes chain;  // value after `last`: what fills the rest must end with it

  bool operator==(const Jump&) const = default;
};

// One author's chain as far as it is here.
struct Incarnation {
  std::int64_t no = 0;  // 0: not stored yet
  Id id;
  std::uint32_t device = 0;
  std::int64_t parent = 0;  // `no` of the incarnation whose chain it continues; 0: none
  std::uint64_t parent_seq = 0;
  std::uint64_t tip_seq = 0;
  Bytes tip_chain;            // value after tip_seq; before the first change what the chain starts with
  std::vector<Jump> jumps{};  // ascending
};

// What became of a change; kept for ever.
struct LoggedChange {
  std::int64_t incarnation = 0;  // Incarnation::no
  std::uint64_t seq = 0;         // in the incarnation
  Bytes chain;                   // value after it
  ChangeId id = 0;
  Id record;
  std::uint64_t organisation_seq = 0;
  std::uint32_t verdict = 0;  // v1::Verdict
  std::uint32_t reason = 0;   // v1::Reason
  std::uint32_t field = 0;
  Stamp effective = 0;
  bool begins = false;            // a transaction
  bool replaced = false;          // not accepted, and its author wrote it anew
  std::uint64_t amended_seq = 0;  // organisation seq at which its verdict last changed; 0: as first given
  std::string why{};              // the office's words
};

struct StoredBatch {
  std::int64_t incarnation = 0;
  std::uint64_t first_seq = 0;
  std::uint32_t count = 0;
  Bytes bytes;    // verbatim
  Bytes receipt;  // as answered, or amended since
  std::uint64_t amended_seq = 0;
};

// Came in a bundle, proven by its device, and waits for what is missing before it. One without changes stands where
// its device had come to, behind what could not be read.
struct HeldBatch {
  std::int64_t no = 0;  // 0: not stored yet
  std::uint32_t device = 0;
  Id incarnation;  // perhaps one that is not stored
  std::uint64_t first_seq = 0;
  std::uint32_t count = 0;
  Id parent;     // whose chain it continues as the first of its incarnation; nil: its own
  Bytes before;  // chain value before its first change
  Bytes chain;   // value after its last
  std::int64_t since_ms = 0;
  std::size_t size = 0;  // of `bytes`
  Bytes bytes;           // verbatim, in full form; read apart

  std::uint64_t last_seq() const { return first_seq + count - 1; }
  // The last change that is missing before it.
  ChangeId behind() const { return read_u64(before); }
};

// Where helpers find a record: with its child, in the directory, or nowhere.
namespace shelf {
inline constexpr BytesView kNowhere = "";     // offices only
inline constexpr BytesView kDirectory = "d";  // everybody
inline Bytes of_child(const Id& child) { return child.is_nil() ? Bytes(kNowhere) : child.str(); }
inline Bytes of_person(const Id& person) { return of_child(person); }  // what is theirs alone
}  // namespace shelf

// What people are given to look after. A child is in the areas of its school, its class and its village.
namespace area {
inline Bytes of_child(const Id& child) { return "k" + child.str(); }
inline Bytes of_school(const Id& school) { return "s" + school.str(); }
// `grade`: 0 preschool; nothing: not said.
inline Bytes of_class(const Id& school, std::optional<std::uint32_t> grade, BytesView name) {
  return "c" + school.str() + static_cast<char>(grade ? *grade + 1 : 0) + Bytes(name);
}
inline Bytes of_village(const Id& village) { return "v" + village.str(); }
inline constexpr BytesView kTownship = "t";
// The child that an area is.
inline Id child_in(BytesView area) { return area.starts_with('k') ? Id::from_bytes(area.substr(1)) : Id(); }
}  // namespace area

// Where a child is, or what an event or a group is of. Nil, nothing or empty: not said.
struct Whereabouts {
  Id school;
  std::optional<std::uint32_t> grade;
  std::string class_name;
  Id village;

  std::vector<Bytes> areas() const {
    std::vector<Bytes> out;
    if (!school.is_nil()) out.push_back(area::of_school(school));
    if (!school.is_nil() && (grade || !class_name.empty())) out.push_back(area::of_class(school, grade, class_name));
    if (!village.is_nil()) out.push_back(area::of_village(village));
    return out;
  }
};

// A record's state, and what paging and rights ask of it, derived from its standing values.
struct StoredRecord {
  std::int64_t no = 0;  // 0: not stored yet
  Id id;
  std::uint32_t kind = 0;
  Bytes shelf;
  Id concern;  // of a concern step
  bool confidential = false;
  Id author;  // who created it
  Id owner;   // of a concern
  std::uint64_t created_seq = 0;
  std::uint64_t seq = 0;          // of its last change
  std::uint64_t visible_seq = 0;  // when somebody last came to see it who had not: moved, or no longer confidential
  Bytes state;                    // RecordState

  // Not stored, since the state has them; filled for whom rights ask it.
  Whereabouts place;            // of a child, an event, a group
  Id by;                        // who did what it tells of, where its kind says so
  bool of_study_buddy = false;  // a pairing

  std::uint64_t page_seq() const { return seq > visible_seq ? seq : visible_seq; }
};

// Whom a record lets see and write what: a pairing, each post of a person, each village of a festival round.
struct StoredGrant {
  Id record;
  Id person;
  std::uint32_t capacity = 0;  // domain/rights.h
  Bytes area;
  bool active = false;
  std::uint64_t enter_seq = 0;  // when the area last entered the person's scope through it
  std::uint32_t year = 0;       // of a festival round: active in that season alone
};

// A child in one of its areas.
struct StoredPlace {
  Id child;
  Bytes area;
  std::uint64_t enter_seq = 0;  // when the child came there
};

}  // namespace xinqiao::server
