internal import RetentionPolicy

/// Looks for signs that opencode is at work on a session.
struct BusySigns {
  let connection: Connection
  let schema: Schema

  /// An unfinished message older than this belongs to a turn that was cut off, not to a running one.
  private static let longestTurn = Milliseconds.days(1)

  /// A message larger than this is not read for a sign.
  private static let largestMessage = ByteCount.mebibytes(4)

  /// From when on a message may belong to a running turn.
  static func since(_ now: Timestamp) -> Timestamp { now - longestTurn }

  /// Marks the busy sessions.
  ///
  /// - Parameter active: the places of the sessions with any activity since `since(now)`.
  /// - Throws: `SQLiteError`.
  func mark(_ census: inout SessionCensus, active: [Int], now: Timestamp) throws {
    if let table = schema.table("session_v2"), table.hasColumn("time_suspended") {
      try mark(&census, .suspended, "SELECT id FROM session_v2 WHERE time_suspended IS NOT NULL")
    }
    for hanging in schema.hangingTables where ["session_pending", "session_inbox"].contains(hanging.name) {
      try mark(&census, .pendingInput, "SELECT DISTINCT \(hanging.owner) FROM \(hanging.name)")
    }
    if schema.hangingTables.contains(where: { $0.name == "message" && $0.table.hasColumn("data") }) {
      try markUnfinishedTurns(&census, active: active, now: now)
    }
  }

  private func mark(_ census: inout SessionCensus, _ sign: SurveyedSession.BusySign, _ sql: String) throws {
    try connection.prepare(sql).forEachRow { row in
      if let session = census.index.number(in: row, at: 0) { census.sessions[session].busySign = sign }
    }
  }

  /// V1: the last assistant message of a running turn has neither `time.completed` nor `error`.
  private func markUnfinishedTurns(_ census: inout SessionCensus, active: [Int], now: Timestamp) throws {
    let since = Self.since(now)
    let limit = connection.setValueLimit(Self.largestMessage)
    defer { connection.setValueLimit(limit) }
    let messages = try connection.prepare(
      """
      SELECT json_valid(data) AND json_extract(data, '$.role') = 'assistant',
        json_extract(data, '$.time.completed') IS NULL AND json_extract(data, '$.error') IS NULL
      FROM message WHERE session_id = ?1 AND time_created > ?2 AND json_valid(data)
      ORDER BY time_created DESC, id DESC
      """)
    for number in active {
      try messages.bind(census.sessions[number].id.rawValue, at: 1)
      try messages.bind(since.milliseconds, at: 2)
      if try isUnfinished(messages) { census.sessions[number].busySign = .unfinishedMessage }
    }
  }

  /// Whether the first assistant message among the rows is unfinished. One too large to be read is taken to
  /// be: it is less than a day old, and waiting costs nothing.
  private func isUnfinished(_ messages: Statement) throws -> Bool {
    defer { messages.reset() }
    do {
      while try messages.step() {
        if messages.integer(at: 0) != 0 { return messages.integer(at: 1) != 0 }
      }
      return false
    } catch let error as SQLiteError where .tooBig ~= error.code {
      return true
    }
  }
}
