internal import CLinux
internal import RetentionPolicy

/// By which one sees, without opening it, whether a database or its log was written to or replaced.
public struct DatabaseStamp: Hashable, Sendable {
  private let database: FileStamp?
  private let log: FileStamp?

  /// The stamp of the files as they are now, there or not. An empty log is as good as none: a reader makes one.
  ///
  /// - Throws: `ReclaimError` when a file cannot be looked up.
  public init(databasePath: String) throws {
    let files = DatabaseFiles(path: databasePath)
    database = try FileStamp(path: files.database)
    log = try FileStamp(path: files.log).flatMap { $0.size > .zero ? $0 : nil }
  }

  /// Whether there is a database.
  public var isThere: Bool { database != nil }

  /// Whether there is a log with something in it: somebody works with the database through SQLite.
  public var hasLog: Bool { log != nil }

  /// Whether it is of the same database file, written to or not.
  public func isOfSameFile(as other: DatabaseStamp) -> Bool {
    database?.identity == other.database?.identity && database?.born == other.database?.born
  }

  /// Whether nobody wrote to the database file itself in between.
  public func hasSameDatabase(as other: DatabaseStamp) -> Bool {
    database == other.database
  }
}

private struct FileStamp: Hashable {
  let identity: FileStatus.Identity
  /// When it was made: the number of a file that was deleted is given to the next one.
  let born: Int64
  let size: ByteCount
  let modified: Int64

  init?(path: String) throws {
    guard let status = try FileStatus(path: path) else { return nil }
    identity = status.identity
    born = retentiond_birth(path)
    size = status.size
    modified = status.modified
  }
}
