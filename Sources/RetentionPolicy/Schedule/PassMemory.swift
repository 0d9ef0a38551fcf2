/// What the last pass over a database left, as far as it matters for when the next one is due.
public struct PassMemory: Hashable, Sendable {
  /// How a pass ended.
  public enum Ending: Hashable, Sendable {
    /// All that was planned was done, or nothing was to be done.
    case complete
    /// It could not finish, and a later one may.
    case unfinished
  }

  /// When it ended.
  public var ended: Timestamp
  /// What was to be seen then.
  public var glance: Glance
  /// How it ended.
  public var ending: Ending
  /// How many in a row did not finish, this one included.
  public var unfinished: Int
  /// When the next tree comes of age, or can be looked at again; nil when none will.
  public var nextDue: Timestamp?

  /// What a pass left.
  ///
  /// - Parameter earlier: what the pass before it left.
  public init(
    ended: Timestamp, glance: Glance, ending: Ending, nextDue: Timestamp?, after earlier: PassMemory? = nil
  ) {
    self.ended = ended
    self.glance = glance
    self.ending = ending
    self.nextDue = nextDue
    unfinished = ending == .complete ? 0 : min(earlier?.unfinished ?? 0, 1_000) + 1
  }

  /// Takes note that there was less to be seen since, so that what is added from there on counts. A file that
  /// becomes smaller may only be its log.
  public mutating func noteSeen(_ seen: Glance) {
    glance.usedBytes = min(glance.usedBytes, seen.usedBytes)
    glance.freeBytes = min(glance.freeBytes, seen.freeBytes)
    glance.treeCount = min(glance.treeCount, seen.treeCount)
  }
}
