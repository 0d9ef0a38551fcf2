public import RetentionPolicy

/// Whether a database gives free pages back. https://sqlite.org/pragma.html#pragma_auto_vacuum
public enum AutoVacuum: Int64, Hashable, Sendable {
  /// Free pages stay in the file.
  case none = 0
  /// Free pages leave the file at every commit.
  case full = 1
  /// Free pages leave the file when `PRAGMA incremental_vacuum` says so.
  case incremental = 2
}

/// How a database uses its pages.
public struct PageUsage: Hashable, Sendable {
  /// The size of a page.
  public let pageSize: ByteCount
  /// All pages of the database.
  public let pages: PageCount
  /// Those on the freelist.
  public let freePages: PageCount
  /// Whether and when free pages are given back.
  public let autoVacuum: AutoVacuum
  /// Whether the database is in WAL mode.
  public let isWAL: Bool

  /// The bytes of the pages that hold something.
  public var liveBytes: ByteCount { (pages - freePages).bytes(pageSize: pageSize) }
  /// The bytes of the pages that hold nothing.
  public var freeBytes: ByteCount { freePages.bytes(pageSize: pageSize) }
}

extension Connection {
  /// Reads the page counts, as one snapshot.
  ///
  /// - Throws: `SQLiteError`.
  public func pageUsage() throws -> PageUsage {
    try transaction(.deferred) {
      PageUsage(
        pageSize: ByteCount(try integer("PRAGMA page_size")),
        pages: PageCount(try integer("PRAGMA page_count")),
        freePages: PageCount(try integer("PRAGMA freelist_count")),
        autoVacuum: AutoVacuum(rawValue: try integer("PRAGMA auto_vacuum")) ?? .none,
        isWAL: try isWAL())
    }
  }

  /// Whether the database is in WAL mode. https://sqlite.org/pragma.html#pragma_journal_mode
  ///
  /// - Throws: `SQLiteError`.
  func isWAL() throws -> Bool {
    let statement = try prepare("PRAGMA journal_mode")
    return try statement.step() && statement.text(at: 0) == "wal"
  }
}
