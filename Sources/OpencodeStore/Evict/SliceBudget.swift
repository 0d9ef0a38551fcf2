internal import RetentionPolicy

/// How long a write transaction may work on rows, so that the whole of it stays within a bound.
///
/// The last row and the commit come after the last look at the clock. How long they take depends on the disk and
/// on the rows; the transactions before tell.
struct SliceBudget {
  private let bound: Duration
  /// What is taken off the bound: the longest overshoot of late.
  private var margin = Duration.zero

  /// A budget for transactions that are to last no longer than `bound`.
  init(bound: Milliseconds) {
    self.bound = .milliseconds(bound.count)
  }

  /// How long rows may be worked on. Never less than an eighth of the bound: a single row that took long must
  /// not make all that follow slow.
  var work: Duration { max(bound - margin, bound / 8) }

  /// Learns from a transaction.
  ///
  /// - Parameters:
  ///   - lastLook: when the clock was looked at last, from the lock on.
  ///   - whole: how long the transaction lasted.
  mutating func learn(lastLook: Duration, whole: Duration) {
    let overshoot = whole - min(lastLook, work)
    margin = max(overshoot, margin * 7 / 8)
  }
}
