public import RetentionPolicy

/// Counts the events, and how much of them is full copies that newer ones replace: opencode 1 writes the whole
/// message, part or session at each update.
///
/// Of each value only the size is asked for, and the beginning read, which lies in the row's own page: its overflow
/// pages are not read. https://sqlite.org/fileformat2.html#record_format, section 1.6
public struct EventCensus {
  private let connection: Connection
  private let schema: Schema
  private let scale: SizeScale?

  /// A census of a database whose schema was read on the same connection.
  ///
  /// - Parameter scale: what a survey brought its estimates down by; nil: they stay what they are.
  public init(connection: Connection, schema: Schema, scale: SizeScale? = nil) {
    self.connection = connection
    self.schema = schema
    self.scale = scale
  }

  /// Counts; nil when there is no table of events, or not as it is known.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  public func count() throws -> EventUsage? {
    var usage = EventUsage()
    var newest = NewestCopies<ByteCount>()
    return try connection.transaction(.deferred) {
      let isThere = try forEachEvent { event in
        usage.count += 1
        usage.bytes += event.bytes
        usage.replacedBytes += newest.replaced(by: event, event.bytes) ?? .zero
      }
      return isThere ? usage : nil
    }
  }

  /// What those events of each session take that hold the newest copy of something, or may, by the session's number in
  /// an index; the caller holds the transaction.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  func newestBytes(by index: SessionIndex) throws -> [ByteCount] {
    var index = index
    var bytes = [ByteCount](repeating: .zero, count: index.count)
    var newest = NewestCopies<ByteCount>()
    _ = try forEachEvent { event in
      if case .other = event.role { return }
      guard let session = index.number(in: event.row, at: Self.aggregateColumn) else { return }
      // Both copies are of one session: its id is part of what they are copies of.
      bytes[session] += event.bytes - (newest.replaced(by: event, event.bytes) ?? .zero)
    }
    return bytes
  }

  /// The rows of a session's events that hold the newest copy of something, or may; the caller holds the transaction.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  public func newestRows(of session: SessionID) throws -> Set<RowID> {
    var newest = NewestCopies<RowID>()
    var rows: Set<RowID> = []
    _ = try forEachEvent(of: session) { event in
      if case .lasting = event.role { rows.insert(event.rowid) }
      _ = newest.replaced(by: event, event.rowid)
    }
    return rows.union(newest.copies)
  }

  private static let aggregateColumn: Int32 = 1

  /// Calls `body` with each event.
  ///
  /// - Parameter session: of this session alone; nil: of all.
  /// - Returns: whether there is a table of events.
  private func forEachEvent(of session: SessionID? = nil, _ body: (CountedEvent) -> Void) throws -> Bool {
    let known = ["aggregate_id", "seq", "type", "data"]
    guard let table = schema.hangingTables.first(where: { $0.name == "event" })?.table,
      known.allSatisfy(table.hasColumn)
    else { return false }
    let estimate = try RowSizeEstimate(table, of: connection)
    let blob = BlobHandle(connection: connection, table: table.name, column: "data")
    defer { blob.close() }
    let rows = try connection.prepare(
      "SELECT \(table.rowidName), aggregate_id, seq, type FROM \(table.name.quotedIdentifier) "
        + (session == nil ? "NOT INDEXED" : "WHERE aggregate_id = ?1"))
    if let session { try rows.bind(session.rawValue, at: 1) }
    try rows.forEachRow { row in
      let rowid = row.integer(at: 0)
      let size = try blob.move(toRow: rowid)
      let bytes = ByteCount(Int64(estimate.bytes(longBytes: size ?? 0)))
      body(
        CountedEvent(
          row: row, rowid: RowID(rowid), number: row.integer(at: 2), bytes: scale?(bytes) ?? bytes,
          role: try EventRole(of: row, aggregate: Self.aggregateColumn, type: 3, data: blob, size: size)))
    }
    return true
  }
}

/// An event that goes by.
private struct CountedEvent {
  /// The row of the statement that is at it.
  let row: Statement
  let rowid: RowID
  /// Its place in the order of its session's events.
  let number: Int64
  /// What it takes in the file; an estimate.
  let bytes: ByteCount
  let role: EventRole
}

/// What is to be known of the newest copy of each subject so far, and no more: there may be hundreds of thousands.
private struct NewestCopies<Knowledge> {
  private var bySubject: [EventSubject: (number: Int64, knowledge: Knowledge)] = [:]

  var copies: some Sequence<Knowledge> { bySubject.values.lazy.map(\.knowledge) }

  /// What is known of the older one of two copies, this one or the newest so far; nil for the first, and for what is
  /// no copy.
  mutating func replaced(by event: CountedEvent, _ knowledge: Knowledge) -> Knowledge? {
    guard case .copy(let subject) = event.role else { return nil }
    guard let known = bySubject[subject] else {
      bySubject[subject] = (event.number, knowledge)
      return nil
    }
    guard event.number > known.number else { return knowledge }
    bySubject[subject] = (event.number, knowledge)
    return known.knowledge
  }
}
