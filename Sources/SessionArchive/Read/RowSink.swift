internal import OpencodeStore

/// Takes the rows of an archived session, value by value.
protocol RowSink: AnyObject {
  /// A row, or something that is kept like one, begins.
  func begin(_ kind: ArchivedRowKind) throws
  /// A NULL.
  func addNull(_ column: String) throws
  /// An integer.
  func add(_ column: String, integer: Int64) throws
  /// A double.
  func add(_ column: String, real: Double) throws
  /// A text or blob begins, whose bytes follow.
  func beginValue(_ column: String, _ storageClass: StorageClass) throws
  /// The next bytes of the value.
  func append(_ piece: UnsafeRawBufferPointer) throws
  /// The value ends.
  func endValue() throws
  /// The row ends.
  func end() throws
}

/// What a row in the archive is.
enum ArchivedRowKind: Hashable {
  /// A row of a table that hangs on the session, or the session's own.
  case row(table: String)
  /// A row that the session refers to, which was not evicted with it.
  case reference(table: String)
  /// A file beside the database; its content is the one value.
  case file(path: String)
}
