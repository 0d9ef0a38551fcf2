internal import RetentionPolicy

/// The sessions of a database while they are being surveyed.
struct SessionCensus {
  /// The sessions, at the place that `index` gives their id.
  var sessions: [SurveyedSession] = []
  /// Where a session stands.
  var index = SessionIndex()
  /// Sessions whose id cannot be used.
  private(set) var unusableSessions = 0

  /// The sessions with what was counted of them.
  func surveyed(_ tallies: [SessionTally]) -> [SurveyedSession] {
    zip(sessions, tallies).map { session, tally in
      var session = session
      session.bytes = ByteCount(tally.bytes)
      if tally.events > 0 { session.trimmable[.events] = ByteCount(tally.events) }
      if tally.copies > 0 { session.trimmable[.migratedCopies] = ByteCount(tally.copies) }
      session.lastActivity = max(session.lastActivity, Timestamp(milliseconds: tally.activity))
      return session
    }
  }

  /// Counts the sessions of all session tables; one that stands in both is one session, described by V2.
  ///
  /// - Parameter only: these and no others; nil: all.
  /// - Throws: `SQLiteError`.
  init(connection: Connection, schema: Schema, only some: [SessionID]? = nil) throws {
    for table in schema.sessionTables {
      let share = table.hasColumn("share_url") ? "share_url IS NOT NULL" : "0"
      let select =
        "SELECT id, parent_id, time_created, time_updated, title, directory, \(share) FROM \(table.name)"
      guard let some else {
        try connection.prepare(select).forEachRow { row in add(row) }
        continue
      }
      let one = try connection.prepare(select + " WHERE id = ?1")
      for id in some {
        try one.bind(id.rawValue, at: 1)
        try one.forEachRow { row in add(row) }
      }
    }
    if let shares = schema.hangingTables.first(where: { $0.name == "session_share" }) {
      try connection.prepare("SELECT \(shares.owner) FROM session_share").forEachRow { row in
        if let session = index.number(in: row, at: 0) { sessions[session].isShared = true }
      }
    }
  }

  private mutating func add(_ row: Statement) {
    // A primary key of text may be null or anything else: https://sqlite.org/quirks.html, section 5
    guard let id = row.text(at: 0), !id.utf8.contains(0) else {
      unusableSessions += 1
      return
    }
    let session = SurveyedSession(
      id: SessionID(id), parent: row.text(at: 1).map { SessionID($0) },
      created: Timestamp(milliseconds: row.integer(at: 2)),
      lastActivity: Timestamp(milliseconds: max(row.integer(at: 2), row.integer(at: 3))),
      bytes: .zero, isShared: row.integer(at: 6) != 0, title: row.text(at: 4),
      directory: row.text(at: 5) ?? "")
    let number = index.insert(session.id)
    if number == sessions.count {
      sessions.append(session)
    } else {
      let wasShared = sessions[number].isShared
      sessions[number] = session
      sessions[number].isShared = session.isShared || wasShared
    }
  }
}
