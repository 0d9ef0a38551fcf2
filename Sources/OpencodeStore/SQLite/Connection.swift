internal import CSQLite
public import RetentionPolicy

/// One SQLite connection, set up so that opencode never notices it.
///
/// Not thread safe: used by one thread at a time. Two connections on one file in this process are fine;
/// opening the file by other means is not, as closing that descriptor drops SQLite's POSIX locks
/// (https://sqlite.org/howtocorrupt.html, section 2.2).
public final class Connection {
  /// How a database is opened.
  public enum Mode: Hashable, Sendable {
    /// Nothing is written to the database.
    case readOnly
    /// Reading and writing; the file must exist.
    case readWrite
    /// Reading and writing; the file is made when it is missing, for its owner alone (umask permitting).
    case create
  }

  /// The database file.
  public let path: String
  /// The C handle, for SQLite functions that have no wrapper here.
  let handle: OpaquePointer
  let hooks: ConnectionHooks

  /// Opens `path`.
  ///
  /// - Parameters:
  ///   - busyTimeout: how long a statement waits for another connection's lock. opencode itself waits 5 s.
  ///   - keepsRecords: whether it is for records of our own, which are written also when all other work is to
  ///     stop.
  /// - Throws: `SQLiteError`. A file that is no database is noticed at the first read, not here.
  public init(
    path: String, mode: Mode, busyTimeout: Milliseconds = Milliseconds(5_000), keepsRecords: Bool = false
  ) throws {
    // The log has to be there before SQLite's first connection.
    guard DamageLog.isInstalled else {
      throw SQLiteError(code: ResultCode(SQLITE_MISUSE), message: "no error log", path: path)
    }
    let flags =
      switch mode {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let handle else {
      let error = SQLiteError(connection: handle, fallback: code, path: path, sql: nil)
      sqlite3_close_v2(handle)
      throw error
    }
    self.path = path
    self.handle = handle
    hooks = ConnectionHooks(busyTimeout: busyTimeout, keepsRecords: keepsRecords)
    hooks.install(on: handle)
    // The last connection to close would run a checkpoint without the guard that SQLite before 3.51.3
    // needs (https://sqlite.org/wal.html, section 11).
    _ = retentiond_sqlite3_db_config_switch(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    // For the same reason no commit may run one: `GuardedCheckpoint` does.
    sqlite3_wal_autocheckpoint(handle, 0)
    // A misspelt column must not turn into a string. https://sqlite.org/quirks.html, section 8
    _ = retentiond_sqlite3_db_config_switch(handle, SQLITE_DBCONFIG_DQS_DML, 0)
    // All is set: what throws from here on runs `deinit`, which closes.
    try execute("PRAGMA mmap_size=0")
    try execute("PRAGMA cell_size_check=ON")
    try execute("PRAGMA cache_size=-8000")
  }

  deinit {
    sqlite3_close_v2(handle)
  }

  /// If this connection is the last one to close, it copies the log back and removes it, as is SQLite's way.
  func checkpointAtClose() {
    _ = retentiond_sqlite3_db_config_switch(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
  }

  /// Sets the size in bytes above which a value is answered with `SQLITE_TOOBIG` instead of being read
  /// into memory, and returns the limit that was in force. https://sqlite.org/c3ref/limit.html
  @discardableResult
  public func setValueLimit(_ limit: ByteCount) -> ByteCount {
    ByteCount(Int64(sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(clamping: limit.bytes))))
  }

  /// Runs one or more statements and ignores their rows.
  ///
  /// - Throws: `SQLiteError`.
  public func execute(_ sql: String) throws {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw lastError(code, sql: sql) }
  }

  /// Compiles one statement.
  ///
  /// - Throws: `SQLiteError`.
  public func prepare(_ sql: String) throws -> Statement {
    try Statement(connection: self, sql: sql)
  }

  /// Runs a statement and returns the first column of its first row; 0 when there is no row.
  ///
  /// - Throws: `SQLiteError`.
  public func integer(_ sql: String) throws -> Int64 {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(at: 0) : 0
  }

  /// The rows that the last statement inserted, changed or deleted.
  public var changes: Int { Int(sqlite3_changes64(handle)) }

  /// The row that was inserted last.
  public var lastInsertedRow: RowID { RowID(sqlite3_last_insert_rowid(handle)) }

  /// Whether a transaction is open.
  public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// A number that changes when another connection commits, and never through this one's own commits.
  /// https://sqlite.org/pragma.html#pragma_data_version
  ///
  /// - Throws: `SQLiteError`.
  public func dataVersion() throws -> DataVersion {
    DataVersion(rawValue: try integer("PRAGMA data_version"))
  }

  /// A number that changes with every change to the schema, whoever makes it.
  /// https://sqlite.org/pragma.html#pragma_schema_version
  ///
  /// - Throws: `SQLiteError`.
  func schemaVersion() throws -> Int64 {
    try integer("PRAGMA schema_version")
  }

  /// Whether the work that is done here is to stop.
  public var interruption: Interruption { hooks.interruption }

  /// Goes on, unless work is to stop.
  ///
  /// - Throws: `Interrupted`.
  func check() throws {
    if hooks.isStopped { throw Interrupted() }
  }

  /// The failure that SQLite reported last: an `SQLiteError`, or `Interrupted` when it is none of SQLite's but
  /// follows from a request to stop.
  func lastError(_ code: Int32, sql: String? = nil) -> any Error {
    let error = SQLiteError(connection: handle, fallback: code, path: path, sql: sql)
    return hooks.isStopped && (.interrupted ~= error.code || .busy ~= error.code) ? Interrupted() : error
  }
}
