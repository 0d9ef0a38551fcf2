internal import OpencodeStore

/// When each message of a session was made, and what that says of the session itself.
///
/// Of a message that does not say, when the one before it was, by the numbers of the events; of the first ones, when
/// the next one was; of all, when the session was.
struct Timeline {
  private let scratch: Connection

  /// Works out the times of the messages, by which opencode sorts them.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  init(of copies: Copies) throws {
    scratch = copies.scratch
    try scratch.execute(
      "CREATE TABLE timeline (time INTEGER, message TEXT, PRIMARY KEY (time, message)) WITHOUT ROWID")
    var last = copies.session.integer("time_created") ?? 0
    try scratch.prepare("SELECT created FROM message WHERE created IS NOT NULL ORDER BY sequence LIMIT 1")
      .forEachRow { last = $0.integer(at: 0) }
    let insert = try scratch.prepare("INSERT INTO timeline VALUES (?1, ?2)")
    try scratch.prepare("SELECT created, id FROM message ORDER BY sequence").forEachRow { row in
      last = row.integerIfAny(at: 0) ?? last
      try insert.bind(last, at: 1)
      try row.withBytes(at: 1) { try insert.bind(text: $0, at: 2) }
      try insert.run()
    }
  }

  /// When the first message was made; nil: there is none.
  ///
  /// - Throws: `SQLiteError`.
  func beginning() throws -> Int64? { try integer("SELECT min(time) FROM timeline") }

  /// When the last one was made, or ended.
  ///
  /// - Throws: `SQLiteError`.
  func end() throws -> Int64? {
    try integer(
      "SELECT max(max(time, coalesce(ended, time))) FROM timeline JOIN message ON message.id = timeline.message"
    )
  }

  /// The folder in which the first message was written that names one.
  ///
  /// - Throws: `SQLiteError`.
  func directory() throws -> String? {
    var directory: String?
    try scratch.prepare(
      """
      SELECT directory FROM timeline CROSS JOIN message ON message.id = timeline.message
      WHERE directory IS NOT NULL ORDER BY time, timeline.message LIMIT 1
      """
    ).forEachRow { directory = $0.text(at: 0) }
    return directory
  }

  private func integer(_ sql: String) throws -> Int64? {
    var value: Int64?
    try scratch.prepare(sql).forEachRow { value = $0.integerIfAny(at: 0) }
    return value
  }
}
