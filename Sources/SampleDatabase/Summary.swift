public import RetentionPolicy

extension SampleDatabase {
  /// What was made.
  public struct Summary: Hashable, Sendable {
    /// Rows of each table.
    public var rows: [String: Int]
    /// The size of the database file.
    public var size: ByteCount
    /// The sessions that something is special about.
    public var special: SpecialSessions
    /// The files made beside the database.
    public var sideFiles: [String]
  }

  /// Sessions that something is special about. All but `oldest`, `huge` and `giant` come with the odd rows.
  public struct SpecialSessions: Hashable, Sendable {
    /// The oldest ordinary root session, which goes first unless it is pinned.
    public var oldest: SessionID?
    /// The session with a fifth of all bytes, in attachments (shape `parts`).
    public var huge: SessionID?
    /// The session with the giant value.
    public var giant: SessionID?
    /// A published session: `share_url`, and V1 a `session_share` row.
    public var shared: SessionID?
    /// A session with a `workspace_id`.
    public var inWorkspace: SessionID?
    /// A session whose `event_sequence` row has an `owner_id`.
    public var owned: SessionID?
    /// A session with a running turn: V1 an assistant message that is not completed, V2 `time_suspended`,
    /// and rows in `session_pending` and `session_inbox`.
    public var unfinished: SessionID?
    /// An archived session (`time_archived`).
    public var archived: SessionID?
    /// A session that counts as updated at the end of time.
    public var fromTheFuture: SessionID?
    /// A session without a title (V2).
    public var untitled: SessionID?
    /// Two sessions, each the parent of the other.
    public var cycle: [SessionID] = []
    /// A session whose parent does not exist.
    public var missingParent: SessionID?
    /// Sessions whose ids have quotes, slashes, spaces, characters beyond ASCII.
    public var oddIDs: [SessionID] = []
    /// The session that holds the odd values.
    public var oddValues: SessionID?
    /// Ids that rows refer to although no session has them.
    public var absent: [SessionID] = []
    /// Sessions in the V1 tables only (upgraded databases).
    public var onlyV1: [SessionID] = []
    /// Sessions in the V2 tables only (upgraded databases).
    public var onlyV2: [SessionID] = []
  }
}
