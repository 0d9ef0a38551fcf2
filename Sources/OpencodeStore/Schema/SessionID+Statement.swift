internal import RetentionPolicy

extension SessionID {
  /// The id in a column; nil when no session can be named by it: a primary key of text may be null or anything
  /// else (https://sqlite.org/quirks.html, section 5), and a name with a NUL is cut off on its way.
  init?(in row: Statement, at column: Int32) {
    guard let id = row.text(at: column), !id.utf8.contains(0) else { return nil }
    self.init(id)
  }
}
