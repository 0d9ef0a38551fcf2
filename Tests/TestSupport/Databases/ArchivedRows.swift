internal import OpencodeStore
public import RetentionPolicy
public import SessionArchive

/// Rows as the archive has them.
public enum ArchivedRows {
  /// Restores trees into an empty database of the same schema, and the rows that went from others, and digests what is
  /// there then; the rows that sessions refer to (`project`) are left out.
  ///
  /// - Parameter database: the one whose schema it is.
  /// - Throws: `ArchiveError`, `SQLiteError`, `SchemaError`.
  public static func digest(
    of roots: [SessionID], in directory: ArchiveDirectory, schemaOf database: String
  ) throws -> DatabaseDigest {
    try TemporaryFolder.with { folder in
      let path = folder.file("opencode.db")
      let connection = try Connection(path: path, mode: .create)
      try connection.execute("PRAGMA journal_mode=WAL")
      try Connection(path: database, mode: .readOnly)
        .prepare(
          "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        .forEachRow { try connection.execute($0.text(at: 0) ?? "") }
      let schema = try SchemaReader(connection: connection).read()
      let restorer = Restorer(directory: directory, catalog: try Catalog(directory: directory))
      for root in roots {
        _ = try restorer.restore(
          root, into: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }),
          checkpoint: GuardedCheckpoint(path: path, pause: Pause { _ in }), dataFolder: folder.path)
      }
      var tables = try DatabaseDigest(of: path).tables
      tables["project"] = nil
      let evicted = try sessions(connection, schema)
      return try DatabaseDigest(tables: tables) + trims(directory, database, without: evicted)
    }
  }

  private static func sessions(
    _ connection: Connection, _ schema: OpencodeStore.Schema
  ) throws -> Set<SessionID> {
    var sessions: Set<SessionID> = []
    for table in schema.sessionTables {
      try connection.prepare("SELECT id FROM \(table.name.quotedIdentifier)")
        .forEachRow { sessions.insert(SessionID($0.text(at: 0) ?? "")) }
    }
    return sessions
  }

  /// What a copy of the database gains when the rows come back that went while their sessions stayed.
  private static func trims(
    _ directory: ArchiveDirectory, _ database: String, without evicted: Set<SessionID>
  ) throws -> DatabaseDigest {
    try TemporaryFolder.with { folder in
      let path = folder.file("opencode.db")
      try TrimmedRows.copy(of: database, to: path, from: directory, without: evicted)
      let rows = try DatabaseDigest(of: path).rows(missingIn: DatabaseDigest(of: database))
      return DatabaseDigest(tables: rows)
    }
  }
}
