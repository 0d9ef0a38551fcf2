internal import OpencodeStore
public import RetentionPolicy
public import SessionArchive

/// The rows that went while their sessions stayed, where they were.
public enum TrimmedRows {
  /// Makes a copy of a database in which these rows are back, as a restore puts them back: those of sessions that were
  /// deleted in opencode since, too.
  ///
  /// - Parameters:
  ///   - path: where the copy is made; nothing may stand there.
  ///   - evicted: sessions that went as a whole later on. What had gone of them before comes back with them only.
  /// - Throws: `ArchiveError`, `SQLiteError`, `SchemaError`.
  public static func copy(
    of database: String, to path: String, from directory: ArchiveDirectory,
    without evicted: Set<SessionID> = []
  ) throws {
    try Connection(path: database, mode: .readOnly).execute("VACUUM INTO '\(path)'")
    let connection = try Connection(path: path, mode: .readWrite)
    try connection.execute("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=OFF")
    let schema = try SchemaReader(connection: connection).read()
    let catalog = try Catalog(directory: directory)
    for (id, content, file) in try entries(of: directory) {
      if evicted.contains(id), content == .events || content == .strayParts { continue }
      let restorer = Restorer(directory: directory, catalog: catalog, source: .file(file))
      let standIns = try standIns(for: id, content, schema, connection)
      for standIn in standIns { try connection.execute(standIn.insert) }
      _ = try restorer.restore(
        id, into: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }),
        checkpoint: GuardedCheckpoint(path: path, pause: Pause { _ in }), dataFolder: nil)
      for standIn in standIns { try connection.execute(standIn.delete) }
    }
  }

  private static func entries(
    of directory: ArchiveDirectory
  ) throws -> [(id: SessionID, content: Content, file: String)] {
    var entries: [(id: SessionID, content: Content, file: String)] = []
    try Connection(path: directory.catalogPath, mode: .readOnly)
      .prepare("SELECT id, content, file FROM archived_session WHERE state <> 'restored' ORDER BY entry")
      .forEachRow { row in
        guard let content = row.text(at: 1).flatMap(Content.init), content.isTrim else { return }
        entries.append((SessionID(row.text(at: 0) ?? ""), content, row.text(at: 2) ?? ""))
      }
    return entries
  }

  /// What the rows of a session hung on that was deleted since. Opencode 2 leaves the row of opencode 1 when it deletes a
  /// session, and takes the sequence away.
  private static func standIns(
    for session: SessionID, _ content: Content, _ schema: OpencodeStore.Schema, _ connection: Connection
  ) throws -> [(insert: String, delete: String)] {
    // In the last of the tables: opencode 1's own row may be among those that come back.
    guard content != .orphans, let table = schema.sessionTables.last?.name.quotedIdentifier else { return [] }
    let id = session.rawValue.quotedLiteral
    var standIns: [(insert: String, delete: String)] = []
    if try !SessionRows(connection: connection, schema: schema).exists(session) {
      standIns.append(
        (
          """
          INSERT INTO \(table) (id, project_id, slug, directory, title, version, time_created, time_updated)
            VALUES (\(id), '', '', '', '', '', 0, 0)
          """, "DELETE FROM \(table) WHERE id = \(id)"
        ))
    }
    let ofSession = "FROM event_sequence WHERE aggregate_id = \(id)"
    if try connection.integer("SELECT count(*) \(ofSession)") == 0 {
      // The number is above all others: events above it would stay away.
      standIns.append(
        (
          "INSERT INTO event_sequence (aggregate_id, seq) VALUES (\(id), \(Int64.max))",
          "DELETE \(ofSession)"
        ))
    }
    return standIns
  }
}
