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
      return try DatabaseDigest(tables: tables) + trims(directory, database)
    }
  }

  /// What a copy of the database gains when the rows come back that went from sessions that stand there, or never were.
  private static func trims(_ directory: ArchiveDirectory, _ database: String) throws -> DatabaseDigest {
    try TemporaryFolder.with { folder in
      let path = folder.file("opencode.db")
      try Connection(path: database, mode: .readOnly).execute("VACUUM INTO '\(path)'")
      let before = try DatabaseDigest(of: path)
      let connection = try Connection(path: path, mode: .readWrite)
      try connection.execute("PRAGMA journal_mode=WAL")
      let schema = try SchemaReader(connection: connection).read()
      let catalog = try Catalog(directory: directory)
      let trims = try Connection(path: directory.catalogPath, mode: .readOnly)
        .prepare("SELECT id, file FROM archived_session WHERE content <> 'session' AND state <> 'restored'")
      try trims.forEachRow { row in
        let (id, file) = (row.text(at: 0) ?? "", row.text(at: 1) ?? "")
        do {
          _ = try Restorer(directory: directory, catalog: catalog, source: .file(file)).restore(
            SessionID(id), into: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }),
            checkpoint: GuardedCheckpoint(path: path, pause: Pause { _ in }), dataFolder: folder.path)
        } catch ArchiveError.cannotRestore {
          // Its session went, too, and they came back with it.
        }
      }
      return DatabaseDigest(tables: try DatabaseDigest(of: path).rows(missingIn: before))
    }
  }
}
