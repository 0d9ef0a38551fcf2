/// Why a tree goes.
public enum EvictionReason: Hashable, Sendable {
  /// It is older than `maxAge`.
  case age(limit: Milliseconds)
  /// More trees stand in the database than `maxSessions` allows, and this one is among the oldest.
  case sessionCount(limit: Int)
  /// The database uses more bytes than `maxSize`, and this tree is among the oldest.
  case size(limit: ByteCount)
}

/// Why a tree stays.
public enum KeepReason: Hashable, Sendable {
  /// No limit asks for it.
  case withinLimits
  /// There was activity within `minIdle`.
  case activeSince(Timestamp)
  /// A session of the tree stands in `keep`.
  case pinned(SessionID)
  /// A session of the tree is published.
  case shared(SessionID)
  /// opencode is at work on a session of the tree.
  case busy(SessionID, SurveyedSession.BusySign)

  /// Whether the tree may not be chosen, whatever the limits say.
  public var isProtection: Bool { self != .withinLimits }
}
