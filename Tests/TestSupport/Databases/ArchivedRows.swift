internal import OpencodeStore
public import RetentionPolicy
public import SessionArchive

/// Rows as the archive has them.
public enum ArchivedRows {
  /// Restores trees into an empty database of the same schema, and digests what is there then; the rows that
  /// sessions refer to (`project`) are left out.
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
      return DatabaseDigest(tables: tables)
    }
  }
}
