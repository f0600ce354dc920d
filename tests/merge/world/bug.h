#pragma once

namespace xinqiao::testing {

// Rules that the world can break on purpose, to show that the oracle notices.
enum class Bug {
  kNone,
  kOneCurrentStamp,         // a group has one current change; what does not name it becomes a lasting clash
  kSeenAllHeads,            // a plain save names every head, shown or not
  kSeenWinnerOnly,          // a plain save names only the head that won
  kSeenSharedByGroups,      // one set of ids for all groups of a change
  kSeenAtSave,              // taken when the form is saved, not when it is opened
  kDeletionOmitsHeads,      // a deletion covers only what it saw on screen
  kDeletionNamesShown,      // deleting and bringing back name only the side whose stamp is larger
  kDeltaByWinner,           // a group is sent only when the change that wins has changed
  kOwnLeftOutBesideOthers,  // a group is left out as own though others' heads stand beside
  kGroupsBeyondPosition,    // a page sends groups beyond its position, not beyond the last complete pull
  kPageSplitsSeq,           // a page ends inside an organisation seq
  kRawStamps,               // effective is the stamp as written
  kCommonDelta,             // one shift for all stamps of a push
  kClockNotLowered,         // the stamp never falls, not after an answer either
  kLateAnswerTeaches,       // the offset is learnt from an answer that took minutes
  kIdsForgotten,            // a change that comes again is merged again
  kNoTransactionVerdict,    // each change of a transaction is judged alone
  kGraverDoesNotStand,      // of a danger sign the later value stands
  kOverlayDroppedAtPage,    // acknowledged changes leave the overlay at any page
  kRefusedStaysInView,      // a refused change is still shown as if it stood
  kDeletionHidesAll,        // a deletion hides what it has not seen
  kEqualHeadsClash,         // two heads with one value are called a clash
};

}  // namespace xinqiao::testing
