internal import CSQLite

/// An incremental blob handle: one text or blob value, read in pieces, or only measured.
/// https://sqlite.org/c3ref/blob_open.html
///
/// An open handle holds a read transaction: keep it short.
public final class BlobHandle {
  private let connection: Connection
  private let table: String
  private let column: String
  private var handle: OpaquePointer?

  /// A handle for a column of an ordinary rowid table; nothing is opened yet.
  public init(connection: Connection, table: String, column: String) {
    self.connection = connection
    self.table = table
    self.column = column
  }

  deinit { close() }

  /// Moves to a row and returns the size of its value in bytes, without reading overflow pages; nil when
  /// the value is neither text nor blob.
  ///
  /// - Throws: `SQLiteError`, also when the row does not exist.
  public func move(toRow rowid: Int64) throws -> Int? {
    let code =
      if let handle {
        sqlite3_blob_reopen(handle, rowid)
      } else {
        sqlite3_blob_open(connection.handle, "main", table, column, rowid, 0, &handle)
      }
    if code == SQLITE_OK { return Int(sqlite3_blob_bytes(handle)) }
    let error = connection.lastError(code, sql: "value of \(table).\(column), row \(rowid)")
    // After a failure the handle is dead. A null, integer or real value is SQLITE_ERROR with a message of
    // its own, and no failure for us.
    close()
    if let error = error as? SQLiteError, error.code == ResultCode(SQLITE_ERROR),
      error.message.hasPrefix("cannot open value of type")
    {
      return nil
    }
    throw error
  }

  /// Reads bytes of the value, from `offset` on, until `buffer` is full.
  ///
  /// - Throws: `SQLiteError`; `Interrupted` when work is to stop.
  public func read(into buffer: UnsafeMutableRawBufferPointer, offset: Int) throws {
    try connection.check()
    let code = sqlite3_blob_read(handle, buffer.baseAddress, Int32(buffer.count), Int32(offset))
    guard code == SQLITE_OK else { throw connection.lastError(code, sql: "value of \(table).\(column)") }
  }

  /// Closes the handle and ends the read transaction that it holds.
  public func close() {
    sqlite3_blob_close(handle)
    handle = nil
  }
}
