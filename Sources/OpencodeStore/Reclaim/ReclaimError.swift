internal import Glibc
public import RetentionPolicy

/// Why bytes could not be given back. What SQLite itself reports is an `SQLiteError`.
public enum ReclaimError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file system has too little room for the compacted copy, for the write-ahead log, or for both.
  case insufficientSpace(folder: String, missing: ByteCount)
  /// The database does not exist.
  case missingFile(path: String)
  /// The copy that was copied back was not what was asked for.
  case unexpectedResult(path: String, expectation: String)
  /// The operating system refused something; `code` is errno's.
  case system(operation: String, path: String, code: Int32)

  /// One sentence for each: what happened, what was left unchanged, what to do.
  public var description: String {
    switch self {
    case .insufficientSpace(let folder, let missing):
      "\(missing.bytes) more bytes are needed in \(folder) to compact the database; "
        + "the database was left as it was; free that much space, or choose another folder"
    case .missingFile(let path):
      "there is no database at \(path); nothing was done"
    case .unexpectedResult(let path, let expectation):
      "after the compaction of \(path) \(expectation); check the database before the next pass"
    case .system(let operation, let path, let code):
      "\(operation) of \(path) failed: \(String(cString: strerror(code))); the database was left as it was"
    }
  }
}
