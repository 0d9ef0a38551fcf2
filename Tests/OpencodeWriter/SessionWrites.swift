import Glibc
import OpencodeStore
import WriterTrial

/// The statements with which opencode writes to sessions, in the tables of whichever opencode the database is of.
struct SessionWrites {
  /// A value that grows: a part (V1), or a message (V2).
  struct Piece {
    let session: String
    let message: String
    let id: String
  }

  private let ledger: Ledger
  private let isV2: Bool
  private let project: String
  private var sessions: String { isV2 ? "session_v2" : "session" }

  init(ledger: Ledger) throws {
    self.ledger = ledger
    isV2 = ledger.hasTable("session_v2")
    project = try ledger.texts("SELECT id FROM project ORDER BY id LIMIT 1").first?[0] ?? ""
  }

  private var now: Int64 { Int64(time(nil)) * 1_000 }

  // MARK: What stands there

  /// The ordinary root sessions.
  func roots() throws -> [String] {
    try ledger.texts(
      "SELECT id FROM \(sessions) WHERE parent_id IS NULL AND id GLOB 'ses_*' AND id NOT GLOB 'ses_writer*' ORDER BY id"
    ).map { $0[0] }
  }

  /// Whether a session is of the usual size, and has no children.
  func isSmall(_ session: String) throws -> Bool {
    let id = session.quotedLiteral
    let content = isV2 ? "session_message" : "part"
    let size = try ledger.connection.integer(
      "SELECT sum(length(data)) FROM \(content) WHERE session_id = \(id)")
    let children = try ledger.connection.integer("SELECT count(*) FROM \(sessions) WHERE parent_id = \(id)")
    return size < 2_000_000 && children == 0
  }

  /// One value of a session.
  func anyPiece(of session: String) throws -> Piece? {
    let id = session.quotedLiteral
    let sql =
      isV2
      ? "SELECT id, id FROM session_message WHERE session_id = \(id) LIMIT 1"
      : "SELECT id, message_id FROM part WHERE session_id = \(id) LIMIT 1"
    return try ledger.texts(sql, columns: 2).first.map {
      Piece(session: session, message: $0[1], id: $0[0])
    }
  }

  // MARK: New and changed rows; within a write

  func insert(session id: String, parent: String?, event: String) throws {
    try ledger.change(
      sessions, where: "id = ?1", id,
      """
      INSERT INTO \(sessions) (id, project_id, parent_id, slug, directory, title, version, time_created, time_updated)
      VALUES (\(id.quotedLiteral), \(project.quotedLiteral), \(parent?.quotedLiteral ?? "NULL"), 'writer',
        '/home/dev', 'New session', '1.18.3', \(now), \(now))
      """)
    try append(event, "session.created.1", to: id, text: "")
  }

  func insert(message id: String, of session: String, text: String, event: String) throws {
    if isV2 {
      try put(Piece(session: session, message: id, id: id), text: text, event: event)
      return
    }
    try append(event, "message.updated.1", to: session, text: text)
    try ledger.change(
      "message", where: "id = ?1", id,
      """
      INSERT INTO message (id, session_id, time_created, time_updated, data) VALUES
        (\(id.quotedLiteral), \(session.quotedLiteral), \(now), \(now),
        '{"role":"assistant","time":{"created":\(now),"completed":\(now)},"text":"\(text)"}')
      """)
    try touch(session)
  }

  /// Writes a value, whether it stood there before or not.
  func put(_ piece: Piece, text: String, event: String) throws {
    try append(event, "message.part.updated.1", to: piece.session, text: text)
    let (id, session) = (piece.id.quotedLiteral, piece.session.quotedLiteral)
    let data = #"'{"type":"text","text":"\#(text)"}'"#
    if isV2 {
      try ledger.change(
        "session_message", where: "id = ?1", piece.id,
        """
        INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data)
        VALUES (\(id), \(session), 'assistant',
          (SELECT coalesce(max(seq), 0) + 1 FROM session_message WHERE session_id = \(session)), \(now), \(now), \(data))
        ON CONFLICT (id) DO UPDATE SET data = excluded.data, time_updated = excluded.time_updated
        """)
    } else {
      try ledger.change(
        "part", where: "id = ?1", piece.id,
        """
        INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
        VALUES (\(id), \(piece.message.quotedLiteral), \(session), \(now), \(now), \(data))
        ON CONFLICT (id) DO UPDATE SET data = excluded.data, time_updated = excluded.time_updated
        """)
    }
    try touch(piece.session)
  }

  /// opencode rolls back when the session that it updates is not there.
  private func touch(_ session: String) throws {
    let sql = "UPDATE \(sessions) SET time_updated = \(now) WHERE id = \(session.quotedLiteral)"
    guard try ledger.change(sessions, where: "id = ?1", session, sql) == 1 else {
      throw Ledger.SessionIsGone()
    }
  }

  /// V1 keeps an event with a full copy; V2 only counts.
  private func append(_ event: String, _ type: String, to session: String, text: String) throws {
    let id = session.quotedLiteral
    try ledger.change(
      "event_sequence", where: "aggregate_id = ?1", session,
      """
      INSERT INTO event_sequence (aggregate_id, seq) VALUES (\(id), 1)
      ON CONFLICT (aggregate_id) DO UPDATE SET seq = seq + 1
      """)
    try ledger.noteNumber(of: session)
    guard !isV2 else { return }
    try ledger.change(
      "event", where: "id = ?1", event,
      """
      INSERT INTO event (id, aggregate_id, seq, type, data) SELECT \(event.quotedLiteral), \(id), seq, '\(type)',
        '{"sessionID":"' || \(id) || '","text":"\(text)"}' FROM event_sequence WHERE aggregate_id = \(id)
      """)
  }

  // MARK: Deleting

  /// Deletes a session as opencode does: its children first, then its row with what cascades, then its events,
  /// each on its own. Returns the sessions.
  @discardableResult
  func deleteTree(_ session: String) throws -> [String] {
    let id = session.quotedLiteral
    var tree = [session]
    for child in try ledger.texts("SELECT id FROM \(sessions) WHERE parent_id = \(id)") {
      tree += try deleteTree(child[0])
    }
    try ledger.write(.delete, to: session) {
      for (table, condition) in cascading { try ledger.willDelete(table, where: condition, session) }
      try ledger.change(sessions, where: "id = ?1", session, "DELETE FROM \(sessions) WHERE id = \(id)")
    }
    try ledger.write(.delete, to: session) {
      try ledger.willDelete("event", where: "aggregate_id = ?1", session)
      try ledger.change(
        "event_sequence", where: "aggregate_id = ?1", session,
        "DELETE FROM event_sequence WHERE aggregate_id = \(id)")
    }
    return tree
  }

  /// What goes with a session's row.
  private var cascading: [(table: String, condition: String)] {
    let names =
      isV2
      ? ["session_message", "session_inbox", "session_pending", "instruction_state", "instruction_entry"]
      : ["message", "todo", "session_share", "session_input", "session_context_epoch", "session_message"]
    let parts = [("part", "message_id IN (SELECT id FROM message WHERE session_id = ?1)")]
    return names.map { ($0, "session_id = ?1") } + (isV2 ? [] : parts)
  }
}
