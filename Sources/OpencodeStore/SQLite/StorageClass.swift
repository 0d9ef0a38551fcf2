internal import CSQLite

/// The storage class of a value, which is the value's own, whatever its column declares.
/// https://sqlite.org/datatype3.html
public enum StorageClass: UInt8, Hashable, Sendable, CaseIterable {
  /// SQL NULL.
  case null = 0
  /// A signed 64-bit integer.
  case integer = 1
  /// An IEEE 754 double.
  case real = 2
  /// A string in the database's encoding; its bytes need not be valid.
  case text = 3
  /// Bytes.
  case blob = 4

  /// From the number that `sqlite3_column_type` gives.
  init(columnType: Int32) {
    self =
      switch columnType {
      case SQLITE_INTEGER: .integer
      case SQLITE_FLOAT: .real
      case SQLITE_TEXT: .text
      case SQLITE_BLOB: .blob
      default: .null
      }
  }
}
