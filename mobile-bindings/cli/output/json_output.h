#pragma once

#include <string>

#include "xinqiao/v1/api.pb.h"

// What --json prints beside records, one object each without a line end.
namespace xinqiao::cli {

std::string history_json(const std::string& record, std::uint32_t kind, const v1::ApiHistoryLine& line);
std::string clash_json(const v1::ApiClash& clash);
std::string attention_json(const v1::ApiAttention& item);
std::string sync_json(const v1::ApiSyncReport& report);
std::string status_json(const v1::ApiStatusReport& report);

}  // namespace xinqiao::cli
