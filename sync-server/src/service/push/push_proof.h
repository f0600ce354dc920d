#pragma once

#include "service/push/push_plan.h"

// Who wrote the batches of a push.
namespace xinqiao::server {

enum class Proof {
  kOfEach,   // each batch by its own signature
  kOfTheRun  // batches that follow one another by the signature of the last, which is of the chain through all of them
};

bool is_proven(const PlannedBatch& batch, Came came, const Identity& identity, const Device& device);

// Every batch that was opened lies in a run whose last is signed.
bool are_runs_proven(const PushPlan& plan, const Identity& identity, const Device& device);

}  // namespace xinqiao::server
