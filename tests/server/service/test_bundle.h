#pragma once

#include <vector>

#include "server/service/test_device.h"

namespace xinqiao::server::testing {

// A batch with what a device knows of its place.
struct Written {
  v1::Batch batch;
  Bytes before;  // chain value before its first change
  Bytes proof;   // by the device's rescue key
};

// The device's next batch.
Written write_next(TestDevice& device, std::vector<Change> changes);
// A proof of it by this device, whoever wrote it.
Bytes prove(const TestDevice& by, const Written& written);
// As a device seals its work while it saves (docs/protocol.md section 11).
v1::SealedBatch seal(const TestDevice& device, const Written& written, Random& random);
v1::Bundle bundle_of(const TestDevice& device, const std::vector<Written>& batches, Random& random);
RescueReport take_in(TestServer& server, const v1::Bundle& file);

}  // namespace xinqiao::server::testing
