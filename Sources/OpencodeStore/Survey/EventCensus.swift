internal import RetentionPolicy

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
    let known = ["aggregate_id", "seq", "type", "data"]
    guard let table = schema.hangingTables.first(where: { $0.name == "event" })?.table,
      known.allSatisfy(table.hasColumn)
    else { return nil }
    return try connection.transaction(.deferred) { try count(table) }
  }

  private func count(_ table: Table) throws -> EventUsage {
    let estimate = try RowSizeEstimate(table, of: connection)
    let blob = BlobHandle(connection: connection, table: table.name, column: "data")
    defer { blob.close() }
    let rows = try connection.prepare(
      "SELECT \(table.rowidName), aggregate_id, seq, type FROM \(table.name.quotedIdentifier) NOT INDEXED")
    defer { rows.reset() }
    var usage = EventUsage()
    var newest = NewestCopies()
    while try rows.step() {
      let size = try blob.move(toRow: rows.integer(at: 0))
      let bytes = estimate.bytes(longBytes: size ?? 0)
      usage.count += 1
      usage.bytes += ByteCount(Int64(bytes))
      guard let size,
        let subject = try EventSubject(of: rows, aggregate: 1, type: 3, data: blob, size: size)
      else { continue }
      let replaced = newest.replaced(by: subject, number: rows.integer(at: 2), bytes: bytes)
      usage.replacedBytes += ByteCount(Int64(replaced))
    }
    return usage
  }
}

/// The newest copy of each subject so far.
private struct NewestCopies {
  private var copies: [EventSubject: (number: Int64, bytes: Int32)] = [:]

  /// The bytes of the older one of two copies: this one, or the newest so far; zero for the first.
  mutating func replaced(by subject: EventSubject, number: Int64, bytes: Int) -> Int {
    let new = (number: number, bytes: Int32(clamping: bytes))
    guard let known = copies[subject] else {
      copies[subject] = new
      return 0
    }
    guard number > known.number else { return bytes }
    copies[subject] = new
    return Int(known.bytes)
  }
}
