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
  /// - Parameters:
  ///   - policy: what becomes of rows that nobody misses; those that are to stay are not looked for.
  ///   - now: the present moment, which tells an interrupted turn from a running one.
  /// - Throws: `SQLiteError`; `ReclaimError.system` when there is no thread to be had.
  public func survey(policy: Policy, now: Timestamp) throws -> DatabaseSurvey {
    try connection.transaction(.deferred) {
      var census = try SessionCensus(connection: connection, schema: schema)
      var survey = Survey(
        pageSize: ByteCount(try connection.integer("PRAGMA page_size")),
        pageCount: PageCount(try connection.integer("PRAGMA page_count")),
        freePages: PageCount(try connection.integer("PRAGMA freelist_count")), sessions: [])
      let (counts, scale) = try count(census.index).scaled(to: survey.usedBytes)
      let tallies = counts.tallies
      let active = census.sessions.indices.filter { tallies[$0].activity > BusySigns.since(now).milliseconds }
      try BusySigns(connection: connection, schema: schema).mark(&census, active: active, now: now)
      census.sessions = census.surveyed(tallies)
      var trimmable = Trimmable(
        connection: connection, schema: schema, policy: policy, usedBytes: survey.usedBytes, scale: scale,
        now: now
      )
      try trimmable.mark(&census)
      survey.sessions = census.sessions
      let named = counts.orphans.filter { SessionID.isUsual($0.key) }
      survey.orphans = try orphans(among: named)
      return DatabaseSurvey(
        survey: survey, unusableSessions: census.unusableSessions,
        strangeAggregates: counts.orphans.count - named.count, scale: scale, left: trimmable.left)
    }
  }

  /// The sessions that do not exist and have rows all the same, but for those of which another machine reads the events.
  private func orphans(among named: [String: SessionTally]) throws -> [SurveyedSession] {
    let rows = SessionRows(connection: connection, schema: schema)
    var remote: Set<String> = []
    if !named.isEmpty {
      for sql in RemoteEvents(in: schema).selections {
        try connection.prepare(sql).forEachRow { row in
          if let id = row.text(at: 0), named[id] != nil { remote.insert(id) }
        }
      }
    }
    return try named.filter { id, tally in
      try !remote.contains(id) && (tally.isNamed || rows.hasRows(.orphans, of: SessionID(id)))
    }.map { SurveyedSession(orphan: $0, $1) }
  }

  /// One table to count.
  private struct Share: Sendable {
    let table: Table
    let owner: String?
    let content: Content
    let isCertain: Bool
  }

  /// What was counted.
  private struct Counts: Sendable {
    var tallies: [SessionTally]
    var orphans: [String: SessionTally]

    mutating func add(_ other: Counts) {
      for (place, tally) in other.tallies.enumerated() { tallies[place].add(tally) }
      orphans.merge(other.orphans) { own, other in
        var sum = own
        sum.add(other)
        return sum
      }
    }

    /// The same with estimates that come to no more than is in use.
    func scaled(to used: ByteCount) -> (Counts, SizeScale) {
      let all = (tallies + orphans.values).reduce(0) { $0 + $1.bytes }
      let scale = SizeScale(estimated: ByteCount(all), used: used)
      return (Counts(tallies: tallies.map { scale($0) }, orphans: orphans.mapValues { scale($0) }), scale)
    }
  }

  /// Counts the rows of all tables: each thread takes the next table when it is done with one.
  private func count(_ index: SessionIndex) throws -> Counts {
    let shares =
      schema.sessionTables.map {
        Share(table: $0, owner: nil, content: schema.content(of: $0), isCertain: true)
      }
      + schema.hangingTables.map {
        Share(
          table: $0.table, owner: $0.owner, content: schema.content(of: $0.table), isCertain: $0.ownsDirectly)
      }
    let work = BoundedQueue<Share>(capacity: shares.count)
    // The tables that are large in practice first, so that both threads end at about the same time.
    for share in shares.sorted(by: { Self.weight($0) > Self.weight($1) }) { work.put(share) }
    work.close()
    let helped = BoundedQueue<Result<Counts, any Error>>(capacity: 1)
    let helper = try Worker { [path = connection.path] in
      helped.put(
        Result {
          let connection = try Connection(path: path, mode: .readOnly)
          return try connection.transaction(.deferred) { try Self.count(work, index, connection) }
        })
    }
    let own = Result { try Self.count(work, index, connection) }
    helper.wait()
    var counts = try own.get()
    if let others = try helped.take()?.get() { counts.add(others) }
    return counts
  }

  private static func count(
    _ work: BoundedQueue<Share>, _ index: SessionIndex, _ connection: Connection
  ) throws -> Counts {
    var scan = try TableScan(connection: connection, index: index)
    while let share = work.take() {
      try scan.add(share.table, owner: share.owner, as: share.content, isCertain: share.isCertain)
    }
    return Counts(tallies: scan.tallies, orphans: scan.orphans)
  }

  private static func weight(_ share: Share) -> Int {
    ["session_message", "message", "event", "part"].firstIndex(of: share.table.name) ?? -1
  }
}

extension SurveyedSession {
  /// A session that does not exist, with what was counted of the rows that hang on it.
  fileprivate init(orphan id: String, _ tally: SessionTally) {
    let active = Timestamp(milliseconds: max(0, tally.activity))
    self.init(id: SessionID(id), created: active, lastActivity: active, bytes: ByteCount(tally.bytes))
  }
}

extension SessionID {
  /// Whether a session of opencode may have this id: one that cannot be named on a command line could not be put back.
  fileprivate static func isUsual(_ id: String) -> Bool { id.hasPrefix("ses_") && !id.utf8.contains(0) }
}
