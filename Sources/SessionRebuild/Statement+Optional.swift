internal import OpencodeStore

extension Statement {
  /// Binds an integer, or NULL.
  ///
  /// - Throws: `SQLiteError`.
  func bind(ifAny value: Int64?, at index: Int32) throws {
    if let value { try bind(value, at: index) } else { try bindNull(index) }
  }

  /// Binds a text, or NULL.
  ///
  /// - Throws: `SQLiteError`.
  func bind(ifAny value: String?, at index: Int32) throws {
    if let value { try bind(value, at: index) } else { try bindNull(index) }
  }

  /// An integer, or nil for NULL.
  func integerIfAny(at index: Int32) -> Int64? {
    storageClass(at: index) == .null ? nil : integer(at: index)
  }
}
