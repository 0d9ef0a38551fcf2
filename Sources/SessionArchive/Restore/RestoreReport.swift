public import RetentionPolicy

/// What a restore put back of a tree.
public struct RestoreReport: Hashable, Sendable {
  /// What came back from one archive file.
  public struct Part: Hashable, Sendable {
    /// The archive file, by name.
    public let archiveFile: String
    /// The sessions, in the order of the file.
    public let sessions: [SessionID]
    /// The rows of the archive that stand in the database again.
    public let rows: Int
    /// The rows in whose place a later state stands, written after they were archived; that one stayed.
    public let laterRows: Int
    /// Rows that a session refers to and that were gone (`project`), put back too.
    public let references: Int
    /// Files put back beside the database, by path.
    public let sideFiles: [String]
    /// The bytes of the sessions before compression.
    public let plainBytes: ByteCount
  }

  /// Rows that came back to a session that stands in the database, or that never was.
  public struct Rows: Hashable, Sendable {
    /// The session.
    public let session: SessionID
    /// What of it came back.
    public let content: Content
    /// The archive file, by name.
    public let archiveFile: String
    /// The rows that were put back; those that stood there are not counted.
    public internal(set) var rows = 0
    /// The rows in whose place others stand, which stayed.
    public internal(set) var laterRows = 0
    /// Events that stay in the archive: of a session that was imported anew, opencode gives out their numbers again.
    public internal(set) var leftOut = 0
    /// Files put back beside the database, by path.
    public internal(set) var sideFiles: [String] = []
    /// The bytes before compression.
    public internal(set) var plainBytes = ByteCount.zero
  }

  /// An older state of a session, of which the archive holds more rows than came back.
  public struct FullerState: Hashable, Sendable {
    /// The session.
    public let id: SessionID
    /// The file that holds that state, by name.
    public let archiveFile: String
    /// Its rows.
    public let rows: Int
    /// The rows of the state that came back.
    public let restoredRows: Int
  }

  /// The root of the tree.
  public let root: SessionID
  /// The database.
  public let database: String
  /// What came back, by archive file; the file with the root comes first.
  public internal(set) var parts: [Part] = []
  /// The rows that came back besides.
  public internal(set) var trims: [Rows] = []
  /// The sessions of the tree that stood in the database, and were left as they are.
  public let standing: [SessionID]
  /// The sessions that came back in a later state than their fullest.
  public internal(set) var fullerStates: [FullerState] = []
  /// The longest that the write lock was held.
  public internal(set) var longestLock = Milliseconds(0)

  /// The sessions that came back.
  public var sessions: [SessionID] { parts.flatMap(\.sessions) }
  /// The archive files that they came from, by name.
  public var archiveFiles: [String] {
    let all = parts.map(\.archiveFile) + trims.map(\.archiveFile)
    return all.enumerated().filter { !all[..<$0].contains($1) }.map(\.element)
  }
  /// The rows of the archive that stand in the database again.
  public var rows: Int { trims.reduce(parts.reduce(0) { $0 + $1.rows }) { $0 + $1.rows } }
  /// Rows that sessions refer to and that were gone (`project`), put back too.
  public var references: Int { parts.reduce(0) { $0 + $1.references } }
  /// Files put back beside the database, by path.
  public var sideFiles: [String] { parts.flatMap(\.sideFiles) + trims.flatMap(\.sideFiles) }
  /// The bytes of the sessions before compression.
  public var plainBytes: ByteCount {
    trims.reduce(parts.reduce(.zero) { $0 + $1.plainBytes }) { $0 + $1.plainBytes }
  }
}
