internal import CSQLite

/// What `PRAGMA data_version` says; two values compare only when read on the same connection.
/// https://sqlite.org/pragma.html#pragma_data_version
public struct DataVersion: Hashable, Sendable {
  /// The number as SQLite gave it.
  public let rawValue: Int64

  /// Takes a number as SQLite gave it.
  public init(rawValue: Int64) {
    self.rawValue = rawValue
  }
}

extension Connection {
  /// The data version as this connection's last transaction found it, told without a transaction: the one
  /// way to ask while a `Backup` holds this connection's write lock. Compares only with itself, and changes
  /// with this connection's own commits too.
  /// https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntldataversion
  ///
  /// - Throws: `SQLiteError`.
  func dataVersionOfLastTransaction() throws -> DataVersion {
    var version: UInt32 = 0
    let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_DATA_VERSION, &version)
    guard code == SQLITE_OK else { throw lastError(code, sql: "data version") }
    return DataVersion(rawValue: Int64(version))
  }
}
