internal import OpencodeStore
internal import RetentionPolicy

/// What an interrupted pass or restore left half done.
extension Catalog {
  /// The trees of a database whose eviction had begun when the last pass ended: each in the order of its
  /// file, the root first.
  ///
  /// - Throws: `SQLiteError`.
  public func unfinishedEvictions(of database: String) throws -> [[CatalogEntry]] {
    Self.trees(
      try entries(
        "WHERE state = 'evicting' AND content = 'session' AND database = ?1 ORDER BY entry", database))
  }

  /// The trees whose restore into a database had begun and was not seen to end.
  ///
  /// - Throws: `SQLiteError`.
  public func unfinishedRestores(into database: String) throws -> [[CatalogEntry]] {
    Self.trees(
      try entries(
        "WHERE entry IN (SELECT entry FROM restore_under_way WHERE database = ?1) ORDER BY entry", database))
  }

  /// The sessions of a tree in a file whose restore into a database had begun and was not seen to end; nil: none.
  ///
  /// - Throws: `SQLiteError`.
  func unfinishedRestore(
    of root: SessionID, in file: String, into database: String
  ) throws -> [CatalogEntry]? {
    try unfinishedRestores(into: database).first { $0[0].header.root == root && $0[0].file == file }
  }

  /// The sessions of a database of which it is not known what became of them, as the catalog was lost.
  ///
  /// - Throws: `SQLiteError`.
  public func rebuilt(of database: String) throws -> [CatalogEntry] {
    try entries("WHERE state = 'rebuilt' AND content = 'session' AND database = ?1 ORDER BY entry", database)
  }

  private static func trees(_ entries: [CatalogEntry]) -> [[CatalogEntry]] {
    var trees: [[CatalogEntry]] = []
    for entry in entries {
      if let last = trees.last?.first, last.file == entry.file, last.header.root == entry.header.root {
        trees[trees.count - 1].append(entry)
      } else {
        trees.append([entry])
      }
    }
    return trees
  }

  // MARK: Restores

  /// Notes, before the first row is put back, that rows of these sessions may stand in a database without them.
  ///
  /// - Throws: `SQLiteError`.
  func beginRestore(of sessions: [CatalogEntry], into database: String) throws {
    try forEach(
      sessions, database,
      """
      INSERT OR IGNORE INTO restore_under_way
      SELECT ?1, entry FROM archived_session WHERE file = ?2 AND session_offset = ?3
      """)
  }

  /// Notes that a restore ended.
  ///
  /// - Parameter restored: whether the sessions are back; only of their own database the catalog says so.
  /// - Throws: `SQLiteError`.
  public func endRestore(of sessions: [CatalogEntry], into database: String, restored: Bool) throws {
    if restored {
      try forEach(
        sessions, database,
        """
        UPDATE archived_session SET state = 'restored' WHERE database = ?1 AND file = ?2 AND session_offset = ?3
        """)
    }
    try forEach(
      sessions, database,
      """
      DELETE FROM restore_under_way WHERE database = ?1 AND entry =
        (SELECT entry FROM archived_session WHERE file = ?2 AND session_offset = ?3)
      """)
  }

  private func forEach(_ sessions: [CatalogEntry], _ database: String, _ sql: String) throws {
    try connection.transaction(.immediate) {
      let statement = try connection.prepare(sql)
      for entry in sessions {
        try statement.bind(database, at: 1)
        try statement.bind(entry.file, at: 2)
        try statement.bind(entry.offset, at: 3)
        try statement.run()
      }
    }
  }

  // MARK: Side files

  /// The side files of sessions that are still what was archived; only these may be removed.
  ///
  /// - Throws: `ArchiveError`.
  public func unchangedSideFiles(of sessions: [CatalogEntry], dataFolder: String) throws -> [SideFile] {
    guard let file = sessions.first?.file else { return [] }
    return try ArchiveVerifier(directory: directory, name: file)
      .unchangedSideFiles(of: sessions, dataFolder: dataFolder)
  }

  /// Removes what an interrupted restore left half written of side files.
  public func removePartialSideFiles(of sessions: [CatalogEntry], dataFolder: String) {
    SideFileSink.removePartial(of: sessions, dataFolder: dataFolder)
  }
}
