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
  kDeltaOnLateSuffix,         // promise 6: what comes in a push behind a stamp of the future is shifted like it
  kClockNotLowered,           // promise 6: one jump ahead stamps everything after it
  kEntersWithoutHistory,      // promise 7: of a child that enters only what moves later is sent
  kForkOneTooLate,            // promise 8: a copy takes one change too many for known
  kRepeatByPlace,             // promise 8: a change of the same incarnation and seq is a repeat, whatever its chain
  kRepeatByStamp,             // promise 8: so is one of the same device, place and stamp
  kNoReceiptShown,            // promise 8: what is sent again is judged as if it were new
  kOnlyUnansweredGoAgain,     // promise 8: after a fork what has a receipt is not sent again
  kForgetsWhatIsCommon,       // promise 8: after a fork the changes before it lose their receipts
  kOnlyNewestGoesAgain,       // promise 8: to a restored server; what is below its mark only when it asks
  kTrimsWhenAnswered,         // promise 8: what has a receipt is never sent again
  kOwnNeverEchoed,            // promise 8: groups whose head is of the same person are not sent
  kForkedAnswerCounts,        // promise 5: of an answer that tells of a fork the deltas and the cursor count
  kEpochFromPosition,         // promise 8: a new epoch goes on from the page's position, not the last complete pull
  kBeyondCutNotAskedFor,      // promise 8: what base held from beyond the cut is not asked for by name
  kSentAgainUnderNewIds,      // promise 8: a record's id is in what is chained, so no copy of it has a new one alone
  kDecisionNotRemembered,     // promise 8: a decision that came before its change
  kDecisionForOneChange,      // promise 8: of a transaction only the change that it names
  kIdsForgotten,              // promise 8: what comes under another name is merged again
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
