internal import CSQLite

/// A compiled statement: bind, step, read columns, reset.
///
/// Columns are numbered from 0, parameters from 1, as in SQLite.
public final class Statement {
  /// The statement's text.
  public let sql: String
  private let connection: Connection
  private let handle: OpaquePointer

  /// Compiles the first statement of `sql`.
  ///
  /// - Throws: `SQLiteError`.
  init(connection: Connection, sql: String) throws {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v2(connection.handle, sql, -1, &handle, nil)
    guard code == SQLITE_OK, let handle else { throw connection.lastError(code, sql: sql) }
    self.sql = sql
    self.connection = connection
    self.handle = handle
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// Moves to the next row; false when there is none.
  ///
  /// - Throws: `SQLiteError`; `Interrupted` when work is to stop.
  @discardableResult
  public func step() throws -> Bool {
    try connection.check()
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw connection.lastError(code, sql: sql)
    }
  }

  /// Makes the statement ready to run again and ends the read transaction it may hold. Bindings stay.
  ///
  /// The result code is that of the last `step`, which has been reported already.
  public func reset() {
    sqlite3_reset(handle)
  }

  /// Runs the statement to its end, then resets it.
  ///
  /// - Throws: `SQLiteError`.
  public func run() throws {
    defer { reset() }
    while try step() {}
  }

  /// Calls `body` for each row, then resets.
  ///
  /// - Throws: `SQLiteError`, or what `body` throws.
  public func forEachRow(_ body: (Statement) throws -> Void) throws {
    defer { reset() }
    while try step() { try body(self) }
  }

  // MARK: Parameters

  /// Binds NULL.
  ///
  /// - Throws: `SQLiteError`.
  public func bindNull(_ index: Int32) throws {
    try check(sqlite3_bind_null(handle, index))
  }

  /// Binds an integer.
  ///
  /// - Throws: `SQLiteError`.
  public func bind(_ value: Int64, at index: Int32) throws {
    try check(sqlite3_bind_int64(handle, index, value))
  }

  /// Binds a double.
  ///
  /// - Throws: `SQLiteError`.
  public func bind(_ value: Double, at index: Int32) throws {
    try check(sqlite3_bind_double(handle, index, value))
  }

  /// Binds a string, NUL characters included.
  ///
  /// - Throws: `SQLiteError`.
  public func bind(_ value: String, at index: Int32) throws {
    var value = value
    try value.withUTF8 { try bind(text: UnsafeRawBufferPointer($0), at: index) }
  }

  /// Binds bytes as text; SQLite copies them and does not check them.
  ///
  /// - Throws: `SQLiteError`.
  public func bind(text: UnsafeRawBufferPointer, at index: Int32) throws {
    let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.nothing
    try check(
      sqlite3_bind_text64(handle, index, start, UInt64(text.count), Self.transient, UInt8(SQLITE_UTF8)))
  }

  /// Binds bytes as a blob; SQLite copies them.
  ///
  /// - Throws: `SQLiteError`.
  public func bind(blob: UnsafeRawBufferPointer, at index: Int32) throws {
    let start = blob.baseAddress ?? UnsafeRawPointer(Self.nothing)
    try check(sqlite3_bind_blob64(handle, index, start, UInt64(blob.count), Self.transient))
  }

  /// Binds bytes as text or blob without copying them: they must stay where they are until the statement has
  /// run, and the parameter is bound anew before it runs again.
  ///
  /// - Throws: `SQLiteError`.
  public func bindInPlace(_ bytes: UnsafeRawBufferPointer, _ storageClass: StorageClass, at index: Int32)
    throws
  {
    let start = bytes.baseAddress ?? UnsafeRawPointer(Self.nothing)
    if storageClass == .blob {
      try check(sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), nil))
    } else {
      let text = start.assumingMemoryBound(to: CChar.self)
      try check(sqlite3_bind_text64(handle, index, text, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8)))
    }
  }

  // MARK: Columns

  /// The storage class of a value.
  public func storageClass(at index: Int32) -> StorageClass {
    StorageClass(columnType: sqlite3_column_type(handle, index))
  }

  /// A value as an integer, converted as SQLite does.
  public func integer(at index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }

  /// A value as a double, converted as SQLite does.
  public func real(at index: Int32) -> Double { sqlite3_column_double(handle, index) }

  /// A text value, or nil when it is of another storage class or not valid UTF-8.
  public func text(at index: Int32) -> String? {
    guard storageClass(at: index) == .text else { return nil }
    return withBytes(at: index) { String(validating: $0, as: UTF8.self) }
  }

  /// Calls `body` with the bytes of a text or blob value, valid during the call. Nothing is converted.
  public func withBytes<Result>(
    at index: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    // sqlite3_column_blob leaves a text value as it is; the count must be asked for after the pointer.
    // https://sqlite.org/c3ref/column_blob.html
    let start = sqlite3_column_blob(handle, index)
    let count = Int(sqlite3_column_bytes(handle, index))
    return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw connection.lastError(code, sql: sql) }
  }

  /// Tells SQLite to copy what is bound: `SQLITE_TRANSIENT`, a macro that Swift does not import.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// An address for empty values: a null pointer would bind NULL instead.
  nonisolated(unsafe) private static let nothing = UnsafePointer<CChar>(
    UnsafeMutablePointer<CChar>.allocate(capacity: 1))
}
