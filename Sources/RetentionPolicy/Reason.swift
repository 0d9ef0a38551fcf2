/// Why a tree goes, or rows that nobody misses.
public enum EvictionReason: Hashable, Sendable {
  /// It is older than `maxAge`.
  case age(limit: Milliseconds)
  /// More trees stand in the database than `maxSessions` allows, and this one is among the oldest.
  case sessionCount(limit: Int)
  /// The database uses more bytes than `maxSize`, and this tree is among the oldest on the way to low water.
  case size(limit: ByteCount)
  /// Its events are older than `eventMaxAge`: the tree had no activity for longer.
  case eventAge(limit: Milliseconds)
  /// It is a subagent's, and older than `subagentMaxAge`.
  case subagentAge(limit: Milliseconds)
}

/// Why a tree stays. A protection is the reason exactly when a limit asks for the tree, so that it would go
/// if it alone lost its protections; a protected tree that no limit asks for is `withinLimits`.
public enum KeepReason: Hashable, Sendable {
  /// No limit asks for it.
  case withinLimits
  /// There was activity within `minIdle`, last at this time.
  case activeSince(Timestamp)
  /// A session of the tree stands in `keep`.
  case pinned(SessionID)
  /// A session of the tree is published.
  case shared(SessionID)
  /// opencode is at work on a session of the tree.
  case busy(SessionID, SurveyedSession.BusySign)
  /// A limit asks for it and nothing protects it, but this pass evicts `maxEvictionsPerPass` older ones.
  case nextPass

  /// Whether a limit asks for the tree and a protection holds it.
  public var isProtection: Bool { self != .withinLimits && self != .nextPass }
}
