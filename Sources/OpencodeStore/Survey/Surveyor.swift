public import RetentionPolicy

/// Looks at a database: its sessions, their bytes, their last activity, and the signs that opencode is at
/// work on them.
///
/// The sizes of values are asked for, never the values: an incremental blob handle moved from row to row
/// tells a size without the overflow pages (`sqlite3_blob_reopen`, https://sqlite.org/c3ref/blob_reopen.html).
public struct Surveyor {
  private let connection: Connection
  private let schema: Schema

  /// A surveyor for a database whose schema was read on the same connection.
  public init(connection: Connection, schema: Schema) {
    self.connection = connection
    self.schema = schema
  }

  /// Surveys the database in one read transaction.
  ///
  /// - Parameter now: the present moment, which tells an interrupted turn from a running one.
  /// - Throws: `SQLiteError`.
  public func survey(now: Timestamp) throws -> DatabaseSurvey {
    try connection.transaction(.deferred) {
      var census = try SessionCensus(connection: connection, schema: schema)
      let pageSize = ByteCount(try connection.integer("PRAGMA page_size"))
      for table in schema.sessionTables {
        try add(table, owner: "\"id\"", pageSize: pageSize, to: &census)
      }
      for hanging in schema.hangingTables {
        try add(hanging.table, owner: hanging.owner, pageSize: pageSize, to: &census)
      }
      try BusySigns(connection: connection, schema: schema).mark(&census, now: now)
      let survey = Survey(
        pageSize: pageSize,
        pageCount: PageCount(try connection.integer("PRAGMA page_count")),
        freePages: PageCount(try connection.integer("PRAGMA freelist_count")),
        sessions: census.surveyed())
      return DatabaseSurvey(
        survey: survey, unusableSessions: census.unusableSessions,
        newestActivity: survey.sessions.map(\.lastActivity).max())
    }
  }

  /// Adds the sizes and times of all rows of a table to their sessions.
  private func add(_ table: Table, owner: String, pageSize: ByteCount, to census: inout SessionCensus) throws
  {
    let estimate = RowSizeEstimate(pageSize: pageSize, table: table, indexes: try indexShapes(of: table))
    let times = table.activityColumns
    let columns = ([table.rowidName, owner] + times.map(\.quotedIdentifier)).joined(separator: ", ")
    let blobs = table.columns.filter(\.mayBeLong).map {
      BlobHandle(connection: connection, table: table.name, column: $0.name)
    }
    defer { for blob in blobs { blob.close() } }
    // NOT INDEXED: a scan in rowid order; an index would fetch each row's page anew.
    let rows = try connection.prepare(
      "SELECT \(columns) FROM \(table.name.quotedIdentifier) NOT INDEXED")
    defer { rows.reset() }
    while try rows.step() {
      guard let session = census.index.number(in: rows, at: 1) else { continue }
      var longBytes = 0
      if !blobs.isEmpty {
        let rowid = rows.integer(at: 0)
        for blob in blobs { longBytes += try blob.move(toRow: rowid) ?? 0 }
      }
      census.tallies[session].bytes += Int64(estimate.bytes(longBytes: longBytes))
      for column in times.indices {
        census.tallies[session].noteActivity(rows.integer(at: Int32(2 + column)))
      }
    }
  }

  private func indexShapes(of table: Table) throws -> [(texts: Int, numbers: Int)] {
    var shapes: [(texts: Int, numbers: Int)] = []
    try connection.prepare(
      """
      SELECT sum(type LIKE '%text%'), sum(type NOT LIKE '%text%') FROM (
        SELECT list.seq, lower(info.type) AS type FROM pragma_index_list(\(table.name.quotedLiteral)) AS list
        JOIN pragma_index_info(list.name) AS columns
        JOIN pragma_table_xinfo(\(table.name.quotedLiteral)) AS info ON info.cid = columns.cid)
      GROUP BY seq
      """
    ).forEachRow { shapes.append((Int($0.integer(at: 0)), Int($0.integer(at: 1)))) }
    return shapes
  }
}
