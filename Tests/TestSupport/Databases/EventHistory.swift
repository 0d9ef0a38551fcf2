internal import OpencodeStore
public import RetentionPolicy

/// The events that opencode 1 would have written for the rows of a session: several copies of each message, of each
/// part and of the session itself, the last of which is what the rows say.
public struct EventHistory {
  /// An event.
  public struct Event {
    /// Its number.
    public var sequence: Int64 = 0
    /// Its type.
    public var type: String
    /// Its content.
    public var data: String

    /// An event that has no number yet.
    public init(type: String, data: String) {
      self.type = type
      self.data = data
    }
  }

  /// The events, numbered from 0.
  public var events: [Event] = []

  /// No events.
  public init() {}

  /// The events of a session that stands in a database, in an order that follows from the seed.
  ///
  /// - Throws: `SQLiteError`.
  public init(of session: SessionID, in path: String, seed: UInt64) throws {
    let connection = try Connection(path: path, mode: .readOnly)
    var generator = SplitMix64(seed: seed)
    var queues: [ArraySlice<Event>] = []
    func addQueue(_ drafts: (Int) -> Event, last: Event) {
      queues.append(((0..<Int.random(in: 1...4, using: &generator)).map(drafts) + [last])[...])
    }
    let info = try Self.texts(connection, 1, Self.info, session).first?[0] ?? "{}"
    addQueue(
      {
        Event(type: $0 == 0 ? "session.created.1" : "session.updated.1", data: Self.draft(info, session, $0))
      },
      last: Event(
        type: "session.updated.1", data: #"{"sessionID":\#(Self.json(session.rawValue)),"info":\#(info)}"#))
    for row in try Self.texts(connection, 2, "SELECT id, data FROM message WHERE session_id = ?1", session) {
      addQueue(
        { Self.message(row[0], of: session, #"{"role":"user","draft":\#($0)}"#) },
        last: Self.message(row[0], of: session, row[1]))
    }
    let parts = "SELECT id, message_id, data FROM part WHERE session_id = ?1"
    for row in try Self.texts(connection, 3, parts, session) {
      addQueue(
        { Self.part(row[0], of: row[1], session, #"{"type":"text","text":"draft \#($0)"}"#) },
        last: Self.part(row[0], of: row[1], session, row[2]))
    }
    while let index = queues.indices.randomElement(using: &generator) {
      if let event = queues[index].popFirst() { add(event) }
      if queues[index].isEmpty { queues.remove(at: index) }
    }
  }

  /// Adds an event with the next number.
  public mutating func add(_ event: Event) {
    var event = event
    event.sequence = (events.last?.sequence ?? -1) + 1
    events.append(event)
  }

  /// Puts the events in the place of those that the database has of the session.
  ///
  /// - Throws: `SQLiteError`.
  public func write(of session: SessionID, to path: String) throws {
    let connection = try Connection(path: path, mode: .readWrite)
    try connection.transaction(.immediate) {
      for table in ["event", "event_sequence"] {
        let delete = try connection.prepare("DELETE FROM \(table) WHERE aggregate_id = ?1")
        try delete.bind(session.rawValue, at: 1)
        try delete.run()
      }
      let sequence = try connection.prepare("INSERT INTO event_sequence (aggregate_id, seq) VALUES (?1, ?2)")
      try sequence.bind(session.rawValue, at: 1)
      try sequence.bind(events.last?.sequence ?? 0, at: 2)
      try sequence.run()
      let insert = try connection.prepare(
        "INSERT INTO event (id, aggregate_id, seq, type, data) VALUES (?1, ?2, ?3, ?4, ?5)")
      for event in events {
        try insert.bind("evt_\(session.rawValue)_\(event.sequence)", at: 1)
        try insert.bind(session.rawValue, at: 2)
        try insert.bind(event.sequence, at: 3)
        try insert.bind(event.type, at: 4)
        try insert.bind(event.data, at: 5)
        try insert.run()
      }
    }
  }

  /// Deletes a session's rows, as something that goes wrong does; its events stay.
  ///
  /// - Throws: `SQLiteError`.
  public static func loseRows(of session: SessionID, in path: String) throws {
    let connection = try Connection(path: path, mode: .readWrite)
    for (table, column) in [
      ("part", "session_id"), ("message", "session_id"), ("todo", "session_id"),
      ("session_share", "session_id"), ("session", "id"),
    ] {
      let delete = try connection.prepare("DELETE FROM \(table) WHERE \(column) = ?1")
      try delete.bind(session.rawValue, at: 1)
      try delete.run()
    }
  }

  /// What the rows of a session hold that events carry.
  ///
  /// - Throws: `SQLiteError`.
  public static func rows(of session: SessionID, in path: String) throws -> [[String]] {
    let connection = try Connection(path: path, mode: .readOnly)
    let messages = "SELECT id, session_id, data FROM message WHERE session_id = ?1 ORDER BY id"
    let parts = "SELECT id, message_id, session_id, data FROM part WHERE session_id = ?1 ORDER BY id"
    return try texts(connection, 3, messages, session) + texts(connection, 4, parts, session)
      + texts(connection, 1, info, session)
  }

  // MARK: Contents

  /// A copy of a message.
  public static func message(_ id: String, of session: SessionID, _ data: String) -> Event {
    Event(
      type: "message.updated.1",
      data: #"{"sessionID":\#(json(session.rawValue)),"info":"#
        + embedded(#""id":\#(json(id)),"sessionID":\#(json(session.rawValue))"#, data) + "}")
  }

  /// A copy of a part.
  public static func part(
    _ id: String, of message: String, _ session: SessionID, _ data: String, time: Int64 = 1_795_000_000_000
  ) -> Event {
    let ids = #""id":\#(json(id)),"sessionID":\#(json(session.rawValue)),"messageID":\#(json(message))"#
    return Event(
      type: "message.part.updated.1",
      data: #"{"sessionID":\#(json(session.rawValue)),"part":"# + embedded(ids, data) + #","time":\#(time)}"#)
  }

  private static func embedded(_ ids: String, _ data: String) -> String {
    data == "{}" ? "{\(ids)}" : "{\(ids),\(data.dropFirst())"
  }

  private static func draft(_ info: String, _ session: SessionID, _ number: Int) -> String {
    let title = #","title":"draft \#(number)","version":"0.1"}"#
    return #"{"sessionID":\#(json(session.rawValue)),"info":"# + info.dropLast() + title + "}"
  }

  /// A JSON string.
  public static func json(_ text: String) -> String {
    let escaped = text.replacing(#"\"#, with: #"\\"#).replacing("\"", with: #"\""#)
    return "\"\(escaped)\""
  }

  private static let info = """
    SELECT json_object('id', id, 'slug', slug, 'projectID', project_id, 'workspaceID', workspace_id,
      'directory', directory, 'path', path, 'parentID', parent_id, 'title', title, 'version', version,
      'summary', json_object('additions', summary_additions, 'deletions', summary_deletions, 'files', summary_files,
        'diffs', json(summary_diffs)),
      'share', iif(share_url IS NULL, NULL, json_object('url', share_url)), 'cost', cost,
      'tokens', json_object('input', tokens_input, 'output', tokens_output, 'reasoning', tokens_reasoning,
        'cache', json_object('read', tokens_cache_read, 'write', tokens_cache_write)),
      'revert', json(revert), 'permission', json(permission), 'agent', agent, 'model', json(model),
      'metadata', json(metadata),
      'time', json_object('created', time_created, 'updated', time_updated, 'compacting', time_compacting,
        'archived', time_archived))
    FROM session WHERE id = ?1
    """

  private static func texts(
    _ connection: Connection, _ columns: Int32, _ sql: String, _ session: SessionID
  ) throws -> [[String]] {
    var rows: [[String]] = []
    let select = try connection.prepare(sql)
    try select.bind(session.rawValue, at: 1)
    try select.forEachRow { row in rows.append((0..<columns).map { row.text(at: $0) ?? "" }) }
    return rows
  }
}
