internal import CSQLite

/// The version of the SQLite library, numbered as `sqlite3_libversion_number()` does: 3.40.1 is 3,040,001.
/// https://sqlite.org/c3ref/libversion.html
public struct LibraryVersion: Hashable, Sendable {
  /// The number.
  public let number: Int32

  /// Takes a number as SQLite gives it.
  public init(number: Int32) {
    self.number = number
  }

  /// The version of the library that this process runs with, which need not be the one it was built with.
  public static var running: LibraryVersion { LibraryVersion(number: sqlite3_libversion_number()) }

  /// Whether a checkpoint that runs while another connection starts the write-ahead log afresh can damage
  /// the database: before 3.51.3, but for the repaired releases 3.50.7 and 3.44.6 of older branches.
  /// https://sqlite.org/wal.html, section 11, "The WAL-reset bug"
  public var needsGuard: Bool {
    switch number {
    case 3_051_003...: false
    case 3_050_007..<3_051_000: false
    case 3_044_006..<3_045_000: false
    default: true
    }
  }
}
