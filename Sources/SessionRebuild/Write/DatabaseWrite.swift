internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Puts a rebuilt session into a database: what hangs on it first, in slices, its own row last, so that it appears at
/// once and complete. When that fails, what was put in is taken out again.
struct DatabaseWrite {
  let session: SessionID
  let connection: Connection
  let schema: Schema
  let pacer: LockPacer
  let checkpoint: GuardedCheckpoint
  let values: ValueFile
  let directory: ArchiveDirectory

  /// The tables, and the columns that are written.
  private static let tables = [
    "session": ["id", "project_id", "directory", "title", "time_created", "time_updated"],
    "message": ["id", "session_id", "time_created", "time_updated", "data"],
    "part": ["id", "message_id", "session_id", "time_created", "time_updated", "data"],
  ]

  /// Whether a database has tables that take the rows.
  static func isPossible(in schema: Schema) -> Bool { schema.hasTables(tables) }

  /// Writes the rows.
  ///
  /// - Throws: `RebuildError`, `ArchiveError`, `SQLiteError`, `Interrupted`; the database is as it was then.
  ///   `UnfinishedRebuild` when rows had to be left.
  func run(_ rebuilt: RebuiltSession) throws {
    // What is put in refers to a session that is not there yet.
    try connection.execute("PRAGMA foreign_keys=OFF")
    try connection.execute("PRAGMA synchronous=NORMAL")
    do {
      let insertion = try SessionInsertion(
        of: session, into: connection, schema: schema, pacer: pacer, checkpoint: checkpoint, values: values,
        spoolIn: directory)
      do {
        try insert(rebuilt, insertion)
      } catch {
        if insertion.hasBegun { try undo(rebuilt, after: error) }
        throw error
      }
    } catch let error as ArchiveError {
      throw RebuildError(error) ?? error
    }
  }

  private func insert(_ rebuilt: RebuiltSession, _ insertion: SessionInsertion) throws {
    let parts = try rebuilt.parts()
    try rebuilt.forEachMessage { message in
      try insertion.add(
        to: "message",
        [
          ("id", .text(Array(message.id.utf8))), ("session_id", .text(Array(session.rawValue.utf8))),
          ("time_created", .integer(message.created)), ("time_updated", .integer(message.updated)),
          ("data", .kept(message.data)),
        ])
      try parts(message) { try insert($0, insertion) }
    }
    try rebuilt.forEachPartOfStanding { try insert($0, insertion) }
    let columns = rebuilt.row.values.filter { schema.table("session")?.hasColumn($0.member.column) ?? false }
    try insertion.add(
      to: "session",
      [("id", .text(Array(session.rawValue.utf8)))] + columns.map { ($0.member.column, $0.value) })
    try insertion.finish()
  }

  private func insert(_ part: RebuiltSession.Part, _ insertion: SessionInsertion) throws {
    try insertion.add(
      to: "part",
      [
        ("id", .text(Array(part.id.utf8))), ("message_id", .text(Array(part.message.utf8))),
        ("session_id", .text(Array(session.rawValue.utf8))), ("time_created", .integer(part.created)),
        ("time_updated", .integer(part.updated)), ("data", .kept(part.data)),
      ])
  }

  // MARK: Taking out

  /// Takes out the rows that were put in. None of them stood there before, and opencode writes none for a session
  /// that is not there.
  private func undo(_ rebuilt: RebuiltSession, after cause: any Error) throws {
    do {
      let connection = cause is Interrupted ? try unstopped(connection.path) : connection
      for table in ["part", "message"] { try remove(rebuilt.ids(in: table), from: table, connection) }
    } catch {
      throw UnfinishedRebuild(cause: cause, removal: error, path: connection.path)
    }
  }

  private func remove(_ ids: Statement, from table: String, _ connection: Connection) throws {
    let delete = try connection.prepare(
      "DELETE FROM \(table.quotedIdentifier) WHERE id = ?1 AND session_id = ?2")
    let rows = SessionRows(connection: connection, schema: schema)
    var isDone = false
    while !isDone {
      try pacer.transaction(on: connection) {
        // Somebody imported it meanwhile: then its rows are there to stay.
        isDone = try rows.exists(session)
        // One row at least, or a slow disk would keep this from ever ending.
        repeat {
          guard !isDone, try ids.step(), let id = ids.text(at: 0) else {
            isDone = true
            return
          }
          try delete.bind(id, at: 1)
          try delete.bind(session.rawValue, at: 2)
          try delete.run()
        } while !pacer.isOverBudget
      }
    }
  }

  /// A connection that a request to stop leaves to its work: taking out takes no longer than putting in did.
  private func unstopped(_ path: String) throws -> Connection {
    try Interruption.$current.withValue(Interruption()) { try Connection(path: path, mode: .readWrite) }
  }
}

extension RebuildError {
  /// What an error of the insertion means here; nil: the same.
  fileprivate init?(_ error: ArchiveError) {
    switch error {
    case .exists(let id, let path): self = .stands(id: id, path: path)
    case .appeared(let id, let path): self = .appeared(id: id, path: path)
    case .cannotRestore(let id, let path, let why): self = .cannotTake(id: id, path: path, why: why)
    default: return nil
    }
  }
}
