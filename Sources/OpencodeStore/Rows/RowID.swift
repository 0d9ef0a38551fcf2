/// The rowid of a row. It holds as long as nobody runs VACUUM. https://sqlite.org/lang_createtable.html#rowid
public struct RowID: Hashable, Sendable {
  /// The number.
  public let rawValue: Int64

  /// Takes the number.
  public init(_ rawValue: Int64) {
    self.rawValue = rawValue
  }
}
