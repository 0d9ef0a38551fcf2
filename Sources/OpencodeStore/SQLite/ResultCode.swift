internal import CSQLite

/// An SQLite result code, primary or extended. https://sqlite.org/rescode.html
///
/// In a `catch`, `~=` matches an extended code against its primary one, so that
/// `catch let error as SQLiteError where error.code ~= .busy` reads like SQLite's documentation.
public struct ResultCode: Hashable, Sendable, CustomStringConvertible {
  /// The code as SQLite gave it, with its extended bits.
  public let rawValue: Int32

  /// Takes a code as SQLite gave it.
  public init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The code without its extended bits.
  public var primary: ResultCode { ResultCode(rawValue & 0xFF) }

  /// SQLite's own words for the code.
  public var description: String { String(cString: sqlite3_errstr(rawValue)) }

  /// Whether `code` is `pattern`, or an extended form of it.
  public static func ~= (pattern: ResultCode, code: ResultCode) -> Bool {
    code == pattern || code.primary == pattern
  }

  /// Success.
  public static let ok = ResultCode(SQLITE_OK)
  /// Another connection holds a lock that is needed.
  public static let busy = ResultCode(SQLITE_BUSY)
  /// A table is locked inside one connection.
  public static let locked = ResultCode(SQLITE_LOCKED)
  /// The file is damaged.
  public static let corrupt = ResultCode(SQLITE_CORRUPT)
  /// The file is not a database, or is encrypted.
  public static let notADatabase = ResultCode(SQLITE_NOTADB)
  /// The file cannot be opened.
  public static let cannotOpen = ResultCode(SQLITE_CANTOPEN)
  /// The file cannot be written.
  public static let readOnly = ResultCode(SQLITE_READONLY)
  /// The operating system refused access.
  public static let permission = ResultCode(SQLITE_PERM)
  /// The disk is full.
  public static let full = ResultCode(SQLITE_FULL)
  /// The operating system reported a failure of reading or writing.
  public static let inputOutput = ResultCode(SQLITE_IOERR)
  /// A value is larger than the limit in force.
  public static let tooBig = ResultCode(SQLITE_TOOBIG)
  /// A constraint forbids the change.
  public static let constraint = ResultCode(SQLITE_CONSTRAINT)
  /// `sqlite3_interrupt` was called.
  public static let interrupted = ResultCode(SQLITE_INTERRUPT)

  /// Whether the code says that the database file itself is damaged (11) or is none (26).
  public var meansDamage: Bool { .corrupt ~= self || .notADatabase ~= self }
}
