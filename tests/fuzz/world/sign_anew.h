#pragma once

#include "fuzz/world/township.h"

namespace xinqiao::fuzz {

// Makes of a made-up batch the member's next one: ids that stand for others are put in, the id of a record that has a
// natural key is derived, and place, chain and signature are right. False: it cannot be opened whatever its chain, and
// is as it was; the member's chain too.
bool sign_anew(v1::Batch& batch, Member& member, const Township& township);

// The same of a receipt that is shown: of the member's last batch, with the server's MAC.
void sign_anew(v1::Receipt& receipt, const v1::Batch& batch, const Member& member, BytesView receipt_key);

}  // namespace xinqiao::fuzz
