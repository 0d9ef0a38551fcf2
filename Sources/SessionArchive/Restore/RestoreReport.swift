public import RetentionPolicy

/// What a restore put back.
public struct RestoreReport: Hashable, Sendable {
  /// The root of the tree.
  public let root: SessionID
  /// Its sessions, the root first.
  public let sessions: [SessionID]
  /// The database.
  public let database: String
  /// The archive file that it came from, by name.
  public let archiveFile: String
  /// The rows of the archive that stand in the database again.
  public let rows: Int
  /// The rows in whose place a later state stands, written after they were archived; that one stayed.
  public let laterRows: Int
  /// Rows that a session refers to and that were gone (`project`), put back too.
  public let references: Int
  /// Files put back beside the database, by path.
  public let sideFiles: [String]
  /// The bytes of the tree before compression.
  public let plainBytes: ByteCount
  /// The longest that the write lock was held.
  public let longestLock: Milliseconds
}
