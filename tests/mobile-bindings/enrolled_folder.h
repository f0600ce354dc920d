#pragma once

#include <string>

#include "base/id.h"

namespace xinqiao::testing {

struct Enrolment {
  std::string person_name = "李老师";
  Id person = Id::from_bytes("person--16-bytes");
  std::uint32_t role = 5;  // v1::POST_ROLE_OFFICE
  std::string organisation_name = "西茶乡";
  Id organisation = Id::from_bytes("organisation-16b");
};

// Enrols a data folder with an answer made up in memory, so that everything offline works without a server.
// Folders of one organisation derive the same ids.
void enroll_without_server(const std::string& folder, const Enrolment& enrolment = {});

}  // namespace xinqiao::testing
