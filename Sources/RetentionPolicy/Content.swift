/// What of a session is archived and goes: all of it, or rows that nobody misses.
public enum Content: String, Hashable, Sendable, CaseIterable {
  /// The session with all that hangs on it.
  case session
  /// What hangs on a session that does not exist.
  case orphans
  /// Parts of a session whose message does not exist.
  case strayParts = "stray-parts"
  /// The rows of opencode 1 of a session that opencode 2 has taken over and never reads again.
  case migratedCopies = "migrated-copies"
  /// The events of a session that stays.
  case events

  /// Whether it is of a session that stays, or never was: only sessions go as trees.
  public var isTrim: Bool { self != .session }
}
