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
