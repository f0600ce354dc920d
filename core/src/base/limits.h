#pragma once

#include <cstddef>
#include <cstdint>

// Every limit that both sides must agree on. Limits of one side alone stand beside the code they bind.
namespace xinqiao::limits {

constexpr std::size_t kTextBytes = 8 * 1024;      // one text field
constexpr std::size_t kWhyBytes = 1024;           // why an office returns something
constexpr std::size_t kRecordBytes = 128 * 1024;  // the set fields of one change
constexpr std::size_t kBatchChanges = 512;        // changes in a batch
constexpr std::size_t kBatchBytes = 12 * 1024;    // a batch is closed once it holds this much
constexpr std::size_t kTransactionChanges = 256;  // records saved together
constexpr std::size_t kTransactionBytes = 512 * 1024;
constexpr std::size_t kBodyBytes = 4 * 1024 * 1024;     // an HTTP body as sent
constexpr std::size_t kOpenedBytes = 16 * 1024 * 1024;  // the same, decompressed
constexpr std::size_t kPageBytesFirst = 16 * 1024;      // of batches or deltas, before compression
constexpr std::size_t kPageBytesMin = 2 * 1024;
constexpr std::size_t kPageBytesMax = 1024 * 1024;
constexpr std::size_t kFragmentedBytes = 4 * 1024 * 1024;  // what comes in pieces, together
constexpr std::size_t kFragmentHash = 16;
constexpr std::size_t kHeadsPerGroup = 64;  // sent and kept; more is a defect or an attack
constexpr std::size_t kSeenPerChange = 4096;
constexpr std::size_t kLetGoPerChange = 256;
constexpr std::size_t kSeenTimesGroups = 64 * 1024;      // ids seen, counted for each touched group
constexpr std::size_t kNamedPerRequest = 256;            // records asked for by name
constexpr std::size_t kLostPerRequest = 1024;            // changes looked for
constexpr std::size_t kHeldRuns = 64;                    // runs of own accepted changes named as held
constexpr std::uint64_t kHeldChanges = 16384;            // in all of them
constexpr std::int64_t kPromptResponseMs = 60 * 1000;    // a later answer teaches the clock nothing
constexpr std::int64_t kEarliestMs = 1'767'225'600'000;  // 2026-01-01; a server that says it is earlier is wrong
constexpr std::int64_t kLatestMs = 4'102'444'800'000;    // 2100-01-01; nor is it so late yet
// A server's clock may be right.
constexpr bool may_be_now(std::int64_t ms) { return ms >= kEarliestMs && ms < kLatestMs; }

}  // namespace xinqiao::limits
