/// The numbers that a session's events have, and which are missing between them.
public struct SequenceNumbers: Hashable, Sendable {
  /// The lowest.
  public let first: Int64
  /// The highest: of an event, or the one that `event_sequence` gave out last.
  public let last: Int64
  /// How many from the first to the last belong to no event.
  public let missing: Int64

  /// The numbers of events.
  ///
  /// - Parameters:
  ///   - distinct: how many different ones there are.
  ///   - lastGiven: what `event_sequence` says.
  init(first: Int64, highest: Int64, distinct: Int, lastGiven: Int64?) {
    let last = max(highest, lastGiven ?? highest)
    let (distance, overflow) = last.subtractingReportingOverflow(first)
    self.init(first: first, last: last, missing: overflow ? .max : distance - Int64(distinct - 1))
  }

  /// Numbers that are known.
  init(first: Int64, last: Int64, missing: Int64) {
    self.first = first
    self.last = last
    self.missing = missing
  }
}
