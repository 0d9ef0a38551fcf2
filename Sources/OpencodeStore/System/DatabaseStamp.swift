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
    database = try FileStatus(path: files.database).map { FileStamp($0) }
    log = try FileStatus(path: files.log).flatMap { $0.size > .zero ? FileStamp($0) : nil }
  }

  /// Whether it is of the same database file, written to or not.
  public func isOfSameFile(as other: DatabaseStamp) -> Bool {
    database?.identity == other.database?.identity
  }
}

private struct FileStamp: Hashable {
  let identity: FileStatus.Identity
  let size: ByteCount
  let modified: Int64

  init(_ status: FileStatus) {
    identity = status.identity
    size = status.size
    modified = status.modified
  }
}
