internal import CSQLite

/// A failure that SQLite reported.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The extended result code.
  public let code: ResultCode
  /// SQLite's message for this failure.
  public let message: String
  /// The `errno` behind it, where the system refused something; or else 0.
  /// https://sqlite.org/c3ref/system_errno.html
  public let systemError: Int32
  /// The database file.
  public let path: String
  /// What was being run, without its arguments; nil when it was no statement.
  public let sql: String?

  /// A failure with its code, SQLite's message and what was being done.
  public init(
    code: ResultCode, message: String, systemError: Int32 = 0, path: String, sql: String? = nil
  ) {
    self.code = code
    self.message = message
    self.systemError = systemError
    self.path = path
    self.sql = sql
  }

  /// The failure that the connection saw last.
  init(connection: OpaquePointer?, fallback: Int32, path: String, sql: String?) {
    // Without a connection (out of memory) there is only the code itself.
    let code = connection.map { sqlite3_extended_errcode($0) } ?? fallback
    let message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? ResultCode(fallback).description
    let result = ResultCode(code == SQLITE_OK ? fallback : code)
    // Of other failures SQLite keeps the number of an earlier one.
    let isOfSystem = .inputOutput ~= result || .cannotOpen ~= result
    self.init(
      code: result, message: message,
      systemError: isOfSystem ? connection.map { sqlite3_system_errno($0) } ?? 0 : 0, path: path, sql: sql)
  }

  /// Message, code and statement in one line.
  public var description: String {
    "\(message) (SQLite code \(code.rawValue), \(path)\(sql.map { ", in “\($0)”" } ?? ""))"
  }
}
