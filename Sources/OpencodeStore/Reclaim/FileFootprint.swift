public import RetentionPolicy

/// What a database takes on disk: the file and its write-ahead log.
public struct FileFootprint: Hashable, Sendable {
  /// The length of the database file.
  public let databaseSize: ByteCount
  /// The bytes that the file system gave to the database file.
  public let databaseAllocated: ByteCount
  /// The length of the `-wal` file; zero when there is none.
  public let logSize: ByteCount
  /// The bytes that the file system gave to the `-wal` file.
  public let logAllocated: ByteCount

  /// The length of both.
  public var size: ByteCount { databaseSize + logSize }
  /// The allocated bytes of both: what a deletion of the database would give to others.
  public var allocated: ByteCount { databaseAllocated + logAllocated }

  /// A footprint of these sizes.
  init(databaseSize: ByteCount, databaseAllocated: ByteCount, logSize: ByteCount, logAllocated: ByteCount) {
    self.databaseSize = databaseSize
    self.databaseAllocated = databaseAllocated
    self.logSize = logSize
    self.logAllocated = logAllocated
  }

  /// Measures a database with stat() alone; neither file is opened.
  ///
  /// - Throws: `ReclaimError` when a file cannot be looked up or the database does not exist.
  public init(databasePath: String) throws {
    let files = DatabaseFiles(path: databasePath)
    guard let database = try FileStatus(path: files.database) else {
      throw ReclaimError.missingFile(path: databasePath)
    }
    let log = try FileStatus(path: files.log)
    databaseSize = database.size
    databaseAllocated = database.allocated
    logSize = log?.size ?? .zero
    logAllocated = log?.allocated ?? .zero
  }
}
