#pragma once

// Bugs that the simulator must find, to show that its checkers see something. They exist only in a build with
// XQ_PLANTED, which nobody ships; in every other planted() is false when compiled, and nothing of them is left.
namespace xinqiao {

enum class Bug {
  kNone,
  kQuarantinedCountsAsTaken,  // promise 3: its author is not told
  kGroupsBeyondPosition,      // promise 4: a page sends groups beyond its position, not beyond the last complete pull
  kOwnLeftOutBesideOthers,    // promise 4: a group is left out as own though others' heads stand beside
  kSeenAllHeads,              // promise 5: a plain save names every head, shown or not
  kGraverDoesNotStand,        // promise 5: of a danger sign the later value stands
  kRawStamps,                 // promise 6: a clock in the future wins until then
  kClockNotLowered,           // promise 6: one jump ahead stamps everything after it
  kEntersWithoutHistory,      // promise 7: of a child that enters only what moves later is sent
  kForkOneTooLate,            // promise 8: a copy takes one change too many for known
  kPageSkipsWhatHadNoRoom,    // promise 9: the cursor passes what the page could not hold
  kScopeNotLookedAt,          // promise 10: a helper's edit of any child is accepted
};

#ifdef XQ_PLANTED
inline Bug planted_bug = Bug::kNone;
inline bool planted(Bug bug) { return planted_bug == bug; }
#else
constexpr bool planted(Bug /*bug*/) { return false; }
#endif

}  // namespace xinqiao
