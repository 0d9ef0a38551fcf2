internal import RetentionPolicy

/// Goes through whole tables and counts, for each session, the bytes and the newest time of its rows.
///
/// The sizes of values are asked for, never the values: an incremental blob handle moved from row to row
/// tells a size without the overflow pages (`sqlite3_blob_reopen`, https://sqlite.org/c3ref/blob_reopen.html).
struct TableScan {
  private let connection: Connection
  private var index: SessionIndex
  /// What was counted, at the places that the index gives.
  private(set) var tallies: [SessionTally]
  /// What was counted of rows that hang on sessions that do not exist, by the id that they name.
  private(set) var orphans: [String: SessionTally] = [:]

  /// A scan that counts for the sessions of an index.
  ///
  /// - Throws: `SQLiteError`.
  init(connection: Connection, index: SessionIndex) throws {
    self.connection = connection
    self.index = index
    tallies = Array(repeating: SessionTally(), count: index.count)
  }

  /// Counts the rows of a table.
  ///
  /// - Parameters:
  ///   - owner: an expression for the id of a row's session; nil: the rows are the sessions.
  ///   - content: what of a session the rows are.
  ///   - isCertain: whether a row belongs to the session that the expression names, also in a damaged database.
  /// - Throws: `SQLiteError`.
  mutating func add(_ table: Table, owner: String?, as content: Content, isCertain: Bool) throws {
    let estimate = try RowSizeEstimate(table, of: connection)
    let times = table.activityColumns
    let columns = ([table.rowidName, owner ?? "\"id\""] + times.map(\.quotedIdentifier)).joined(
      separator: ", ")
    let blobs = table.columns.filter(\.mayBeLong).map {
      BlobHandle(connection: connection, table: table.name, column: $0.name)
    }
    defer { for blob in blobs { blob.close() } }
    // NOT INDEXED: a scan in rowid order; an index would fetch each row's page anew.
    let rows = try connection.prepare(
      "SELECT \(columns) FROM \(table.name.quotedIdentifier) NOT INDEXED")
    defer { rows.reset() }
    while try rows.step() {
      let session = index.number(in: rows, at: 1)
      let stranger = session == nil && owner != nil ? rows.text(at: 1) : nil
      guard session != nil || stranger != nil else { continue }
      var longBytes = 0
      if !blobs.isEmpty {
        let rowid = rows.integer(at: 0)
        for blob in blobs { longBytes += try blob.move(toRow: rowid) ?? 0 }
      }
      var tally = SessionTally()
      tally.add(Int64(estimate.bytes(longBytes: longBytes)), of: content)
      for column in times.indices { tally.noteActivity(rows.integer(at: Int32(2 + column))) }
      if let session { tallies[session].add(tally) }
      tally.isNamed = isCertain
      if let stranger { orphans[stranger, default: SessionTally()].add(tally) }
    }
  }
}
