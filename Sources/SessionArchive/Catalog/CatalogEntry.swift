public import RetentionPolicy

/// What the catalog knows of one archived session.
public struct CatalogEntry: Sendable {
  /// What became of the session after it was archived.
  public enum State: String, Sendable, CaseIterable {
    /// It lies in the archive; whether it also stands in the database is not recorded.
    case archived
    /// Its eviction has begun and its end is not recorded.
    case evicting
    /// It is gone from the database.
    case evicted
    /// It had changed before it could be evicted: a newer state stands in the database.
    case superseded
    /// It was put back.
    case restored
  }

  /// The archive file's name.
  public let file: String
  /// What the archive says about the session.
  public let header: ElementHeader
  /// Where the session's frame begins in the file.
  let offset: Int64
  /// The frame's length.
  let length: Int64
  /// The frame's SHA-256.
  let sha256: [UInt8]
  /// The bytes before compression.
  public let plainBytes: ByteCount
  /// The sum of the digests of its rows.
  public let digest: String
  /// How many rows there are of each table.
  public let counts: [String: Int]
  /// What became of it.
  public var state: State
}
