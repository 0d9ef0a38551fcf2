public import RetentionPolicy

/// Looks at a database: its sessions, their bytes, their last activity, and the signs that opencode is at
/// work on them.
public struct Surveyor {
  let connection: Connection
  let schema: Schema

  /// A surveyor for a database whose schema was read on the same connection.
  public init(connection: Connection, schema: Schema) {
    self.connection = connection
    self.schema = schema
  }

  /// Surveys the database. The sessions and the page counts are of one snapshot; the sizes of the rows, an
  /// estimate anyway, are counted by two threads, each in a snapshot of its own.
  ///
  /// - Parameter now: the present moment, which tells an interrupted turn from a running one.
  /// - Throws: `SQLiteError`; `ReclaimError.system` when there is no thread to be had.
  public func survey(now: Timestamp) throws -> DatabaseSurvey {
    try connection.transaction(.deferred) {
      var census = try SessionCensus(connection: connection, schema: schema)
      let tallies = try count(census.index)
      let active = census.sessions.indices.filter { tallies[$0].activity > BusySigns.since(now).milliseconds }
      try BusySigns(connection: connection, schema: schema).mark(&census, active: active, now: now)
      let survey = Survey(
        pageSize: ByteCount(try connection.integer("PRAGMA page_size")),
        pageCount: PageCount(try connection.integer("PRAGMA page_count")),
        freePages: PageCount(try connection.integer("PRAGMA freelist_count")),
        sessions: census.surveyed(tallies))
      return DatabaseSurvey(survey: survey, unusableSessions: census.unusableSessions)
    }
  }

  /// One table to count.
  private struct Share: Sendable {
    let table: Table
    let owner: String
  }

  /// Counts the rows of all tables: each thread takes the next table when it is done with one.
  private func count(_ index: SessionIndex) throws -> [SessionTally] {
    let shares =
      schema.sessionTables.map { Share(table: $0, owner: "\"id\"") }
      + schema.hangingTables.map { Share(table: $0.table, owner: $0.owner) }
    let work = BoundedQueue<Share>(capacity: shares.count)
    // The tables that are large in practice first, so that both threads end at about the same time.
    for share in shares.sorted(by: { Self.weight($0) > Self.weight($1) }) { work.put(share) }
    work.close()
    let helped = BoundedQueue<Result<[SessionTally], any Error>>(capacity: 1)
    let helper = try Worker { [path = connection.path] in
      helped.put(
        Result {
          let connection = try Connection(path: path, mode: .readOnly)
          return try connection.transaction(.deferred) { try Self.count(work, index, connection) }
        })
    }
    let own = Result { try Self.count(work, index, connection) }
    helper.wait()
    var tallies = try own.get()
    for (place, tally) in (try helped.take()?.get() ?? []).enumerated() { tallies[place].add(tally) }
    return tallies
  }

  private static func count(
    _ work: BoundedQueue<Share>, _ index: SessionIndex, _ connection: Connection
  ) throws -> [SessionTally] {
    var scan = try TableScan(connection: connection, index: index)
    while let share = work.take() { try scan.add(share.table, owner: share.owner) }
    return scan.tallies
  }

  private static func weight(_ share: Share) -> Int {
    ["session_message", "message", "event", "part"].firstIndex(of: share.table.name) ?? -1
  }
}
