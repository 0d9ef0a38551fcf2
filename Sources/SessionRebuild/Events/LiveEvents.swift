internal import OpencodeStore
internal import RetentionPolicy

/// The events of a session that stand in a database. The caller holds a read transaction.
struct LiveEvents {
  /// An event without its content.
  struct Row {
    let rowid: RowID
    let id: String
    let sequence: Int64
    let type: String
  }

  private let connection: Connection
  private let table: Table
  private let session: SessionID
  private let data: RowReader
  private let beginnings: BlobHandle

  /// The columns without which the table is not the one that is known.
  private static let columns = ["id", "aggregate_id", "seq", "type", "data"]
  /// So much of a value is read first: it lies in the row's own page, where opencode writes the ids.
  /// https://sqlite.org/fileformat2.html#record_format, section 1.6
  private static let beginning = 384

  /// The events of a session; nil when the database has no table of them, or not as it is known.
  ///
  /// - Throws: `SQLiteError`.
  init?(of session: SessionID, connection: Connection, schema: Schema) throws {
    guard let table = schema.table("event"), Self.columns.allSatisfy(table.hasColumn) else { return nil }
    self.connection = connection
    self.table = table
    self.session = session
    beginnings = BlobHandle(connection: connection, table: table.name, column: "data")
    data = try RowReader(connection: connection, table: table.limited(to: ["data"]))
  }

  /// Whether there are none.
  ///
  /// - Throws: `SQLiteError`.
  func isEmpty() throws -> Bool {
    let select = try connection.prepare(
      "SELECT 1 FROM \(table.name.quotedIdentifier) WHERE aggregate_id = ?1 LIMIT 1")
    try select.bind(session.rawValue, at: 1)
    defer { select.reset() }
    return try !select.step()
  }

  /// Calls `body` with each, in the order of their numbers.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`, or what `body` throws.
  func forEachEvent(_ body: (Row) throws -> Void) throws {
    let select = try connection.prepare(
      "SELECT \(table.rowidName), id, seq, type FROM \(table.name.quotedIdentifier) WHERE aggregate_id = ?1 "
        + "ORDER BY seq")
    try select.bind(session.rawValue, at: 1)
    // An open handle holds a read transaction.
    defer { beginnings.close() }
    try select.forEachRow { row in
      try body(
        Row(
          rowid: RowID(row.integer(at: 0)), id: row.text(at: 1) ?? "", sequence: row.integer(at: 2),
          type: row.text(at: 3) ?? ""))
    }
  }

  /// Reads as much of an event's content as the visitor needs: the beginning mostly. Within `forEachEvent`.
  ///
  /// - Returns: whether it was JSON as far as it was read.
  /// - Throws: `SQLiteError`, `Interrupted`, or what the visitor throws.
  func glance(at rowid: RowID, _ visitor: inout some MemberVisitor) throws -> Bool {
    guard let size = try beginnings.move(toRow: rowid.rawValue) else { return false }
    var walker = MemberWalker()
    try scan(0..<min(size, Self.beginning), &walker, &visitor)
    var offset = Self.beginning
    while offset < size, !walker.isInvalid, !visitor.hasEnough {
      let end = min(size, offset + RowReader.pieceSize)
      try scan(offset..<end, &walker, &visitor)
      offset = end
    }
    return !walker.isInvalid
  }

  private func scan(
    _ range: Range<Int>, _ walker: inout MemberWalker, _ visitor: inout some MemberVisitor
  ) throws {
    try withUnsafeTemporaryAllocation(byteCount: max(1, range.count), alignment: 1) { room in
      let piece = UnsafeMutableRawBufferPointer(rebasing: room[..<range.count])
      try beginnings.read(into: piece, offset: range.lowerBound)
      try walker.scan(UnsafeRawBufferPointer(piece), &visitor)
    }
  }

  /// Reads an event's content.
  ///
  /// - Returns: whether it is JSON.
  /// - Throws: `SQLiteError`, `Interrupted`, or what the visitor throws.
  func read(_ rowid: RowID, _ visitor: inout some MemberVisitor) throws -> Bool {
    var walker = MemberWalker()
    _ = try data.read(rowid) { row in
      guard [.text, .blob].contains(row.storageClass(at: 0)) else { return }
      try row.forEachPiece(at: 0) { try walker.scan($0, &visitor) }
    }
    return walker.isComplete && !walker.isInvalid
  }
}
