internal import Glibc
internal import RetentionPolicy

/// Rows that went while their sessions stayed.
extension Catalog {
  /// Calls those rows of a database gone of which it is not known whether they are: a pass was cut off, or the catalog was
  /// lost. What of them stands in the database is archived anew when it goes, and is left as it is when it is put back.
  ///
  /// - Throws: `SQLiteError`.
  public func settleTrims(of database: String) throws {
    let update = try connection.prepare(
      """
      UPDATE archived_session SET state = 'evicted'
      WHERE content <> 'session' AND database = ?1 AND state IN ('archived', 'evicting', 'rebuilt')
      """)
    try update.bind(database, at: 1)
    try update.run()
  }

  /// The rows of these contents that went from sessions of a database, those that were archived last first: the numbers of
  /// events of a session that was imported anew are those of its last life. Also when the database has been moved
  /// meanwhile.
  ///
  /// - Throws: `SQLiteError`.
  func trims(_ contents: [Content], of sessions: [SessionID], from database: String) throws -> [CatalogEntry]
  {
    try sessions.flatMap { session in
      try entries("WHERE content <> 'session' AND id = ?1 ORDER BY entry DESC", session.rawValue)
    }
    .filter { entry in
      let source = entry.header.database
      return contents.contains(entry.header.content)
        && (source == database || access(source, F_OK) != 0 && errno == ENOENT)
    }
  }

  /// The rows of a session that lie in one archive file without it.
  ///
  /// - Throws: `SQLiteError`.
  func trims(of session: SessionID, in file: String) throws -> [CatalogEntry] {
    try entries("WHERE content <> 'session' AND id = ?1 AND file = ?2 ORDER BY entry", session.rawValue, file)
  }

  /// The events that went from the sessions of a tree, those that were archived last first, and those of the session that
  /// is asked for before the others.
  ///
  /// - Parameter database: where they went from; if they did not, or nil: that from which events of the session went last.
  /// - Throws: `SQLiteError`.
  func events(ofTreeWith id: SessionID, from database: String?) throws -> [CatalogEntry] {
    try entries(
      """
      JOIN (SELECT root AS tree_root, database AS tree_database FROM archived_session
        WHERE id = ?1 AND content = 'events' ORDER BY database = ?2 DESC, entry DESC LIMIT 1)
      ON archived_session.root = tree_root AND database = tree_database
      WHERE content = 'events' ORDER BY id <> ?1, entry DESC
      """, id.rawValue, database ?? "")
  }
}
