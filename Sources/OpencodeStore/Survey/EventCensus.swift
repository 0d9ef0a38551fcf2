public import RetentionPolicy

/// Counts the events, and how much of them is full copies that newer ones replace: opencode 1 writes the whole
/// message, part or session at each update.
///
/// Of each value only the size is asked for, and the beginning read, which lies in the row's own page: its overflow
/// pages are not read. https://sqlite.org/fileformat2.html#record_format, section 1.6
public struct EventCensus {
  private let connection: Connection
  private let schema: Schema

  /// A census of a database whose schema was read on the same connection.
  public init(connection: Connection, schema: Schema) {
    self.connection = connection
    self.schema = schema
  }

  /// Counts; nil when there is no table of events, or not as it is known.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  public func count() throws -> EventUsage? {
    var usage = EventUsage()
    var newest = NewestCopies()
    return try connection.transaction(.deferred) {
      let isThere = try forEachEvent(namingSessions: false) { event in
        usage.count += 1
        usage.bytes += event.bytes
        if let copy = event.copy { usage.replacedBytes += newest.replaced(by: copy)?.bytes ?? .zero }
      }
      return isThere ? usage : nil
    }
  }

  /// The events that hold the newest full copy of something; the caller holds the transaction.
  ///
  /// - Parameter session: of this session alone; nil: of all.
  /// - Throws: `SQLiteError`, `Interrupted`.
  func newest(of session: SessionID? = nil) throws -> [EventCopy] {
    var newest = NewestCopies()
    _ = try forEachEvent(of: session, namingSessions: true) { event in
      if let copy = event.copy { _ = newest.replaced(by: copy) }
    }
    return newest.copies
  }

  /// The rows of a session's events that hold the newest full copy of something; the caller holds the transaction.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  public func newestRows(of session: SessionID) throws -> Set<RowID> {
    Set(try newest(of: session).map(\.rowid))
  }

  /// One event.
  private struct Event {
    let bytes: ByteCount
    /// What it is when it holds a full copy of something.
    let copy: EventCopy?
  }

  /// Calls `body` with each event.
  ///
  /// - Parameter namingSessions: whether the copies say of which session they are: that takes memory.
  /// - Returns: whether there is a table of events.
  private func forEachEvent(
    of session: SessionID? = nil, namingSessions: Bool, _ body: (Event) -> Void
  ) throws -> Bool {
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
      let subject = try size.flatMap {
        try EventSubject(of: row, aggregate: 1, type: 3, data: blob, size: $0)
      }
      let copy = subject.map {
        EventCopy(
          subject: $0, number: row.integer(at: 2), rowid: RowID(rowid), bytes: bytes,
          session: namingSessions ? SessionID(in: row, at: 1) : nil)
      }
      body(Event(bytes: bytes, copy: copy))
    }
    return true
  }
}

/// An event that holds a full copy of something.
struct EventCopy {
  let subject: EventSubject
  /// Its place in the order of its session's events.
  let number: Int64
  let rowid: RowID
  /// What it takes in the file; an estimate.
  let bytes: ByteCount
  /// Nil when that was not asked for, or it stands under no name of a session.
  let session: SessionID?
}

/// The newest copy of each subject so far.
private struct NewestCopies {
  private var bySubject: [EventSubject: EventCopy] = [:]

  var copies: [EventCopy] { Array(bySubject.values) }

  /// The older one of two copies: this one, or the newest so far; nil for the first.
  mutating func replaced(by copy: EventCopy) -> EventCopy? {
    guard let known = bySubject[copy.subject] else {
      bySubject[copy.subject] = copy
      return nil
    }
    guard copy.number > known.number else { return copy }
    bySubject[copy.subject] = copy
    return known
  }
}
