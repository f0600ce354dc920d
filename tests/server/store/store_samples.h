#pragma once

#include "store/store.h"

// Rows that are valid and told apart by a small number.
namespace xinqiao::server::testing {

Id id_of(std::uint32_t number);
Identity sample_identity();
Device sample_device(std::uint32_t number);
EnrollmentCode sample_code(std::uint64_t code);
Incarnation sample_incarnation(std::uint32_t number);
LoggedChange sample_change(std::int64_t incarnation, std::uint64_t seq, const Id& record, std::uint32_t verdict = 1);
StoredRecord sample_record(std::uint32_t number, const Bytes& shelf, std::uint64_t seq);

}  // namespace xinqiao::server::testing
