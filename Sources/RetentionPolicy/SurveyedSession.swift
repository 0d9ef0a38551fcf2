/// One session as the survey found it: what planning may know of it, and no content.
public struct SurveyedSession: Hashable, Sendable {
  /// A sign that opencode is at work on a session, see opencode's own tables.
  public enum BusySign: String, Hashable, Sendable, CaseIterable {
    /// V1: the last assistant message has neither `time.completed` nor `error` and is less than a day old.
    case unfinishedMessage
    /// V2: `time_suspended` is set: a turn waits to be resumed.
    case suspended
    /// V2: rows in `session_pending` or `session_inbox`: input waits for its turn.
    case pendingInput
  }

  /// The session's id.
  public var id: SessionID
  /// The id of the session that started this one, whether or not that session exists.
  public var parent: SessionID?
  /// `time_created`.
  public var created: Timestamp
  /// The newest `time_created` or `time_updated` of the session and all rows that hang on it.
  public var lastActivity: Timestamp
  /// The bytes that the session's rows take in the database file, indexes included; an estimate.
  public var bytes: ByteCount
  /// What of these may go while the session stays; an estimate. Nothing where another machine reads the events.
  public var trimmable: [Content: ByteCount]
  /// Whether the session is published.
  public var isShared: Bool
  /// A sign that opencode is at work on it.
  public var busySign: BusySign?
  /// The title, nil when the column is null.
  public var title: String?
  /// The folder in which the session ran.
  public var directory: String

  /// One surveyed session.
  public init(
    id: SessionID, parent: SessionID? = nil, created: Timestamp, lastActivity: Timestamp, bytes: ByteCount,
    trimmable: [Content: ByteCount] = [:], isShared: Bool = false, busySign: BusySign? = nil,
    title: String? = nil, directory: String = ""
  ) {
    self.id = id
    self.parent = parent
    self.created = created
    self.lastActivity = lastActivity
    self.bytes = bytes
    self.trimmable = trimmable
    self.isShared = isShared
    self.busySign = busySign
    self.title = title
    self.directory = directory
  }
}
