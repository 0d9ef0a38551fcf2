public import OpencodeStore
public import RetentionPolicy

/// Knows which session lies where in which archive file. The files are the truth: what is missing here is
/// read from them again.
public final class Catalog {
  let connection: Connection
  let directory: ArchiveDirectory
  /// Archive files that the catalog does not know and that could not be read.
  public private(set) var unreadableFiles: [ArchiveError] = []

  /// Opens the catalog of a directory, making it where it is missing, and reads every archive file that it
  /// does not know. A damaged catalog is set aside and made anew.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`.
  public convenience init(directory: ArchiveDirectory) throws {
    do {
      try self.init(opening: directory)
    } catch let error as SQLiteError where error.code.meansDamage {
      try directory.setCatalogAside()
      try self.init(opening: directory)
    }
  }

  private init(opening directory: ArchiveDirectory) throws {
    self.directory = directory
    // SQLite would make it readable for everybody whom the umask lets.
    try FileHandle.createIfMissing(directory.catalogPath)
    connection = try Connection(path: directory.catalogPath, mode: .create, keepsRecords: true)
    // Damage to the catalog is none to the database that is worked on.
    try DamageLog.$current.withValue(nil) {
      // EXTRA also waits until the journal's name is gone from the disk: with it the commit would go.
      // https://sqlite.org/pragma.html#pragma_synchronous
      try connection.execute("PRAGMA synchronous=EXTRA")
      try connection.requireSound()
      try connection.execute(Self.schema)
      try requireOwnSchema()
      try forEachEntry("") { _ in }
    }
    try readUnknownFiles()
  }

  /// Throws unless the tables are those that were made here: of a changed name SQLite has nothing to say.
  private func requireOwnSchema() throws {
    let own = try Connection(path: ":memory:", mode: .create, keepsRecords: true)
    try own.execute(Self.schema)
    let find = try connection.prepare(
      "SELECT 1 FROM sqlite_master WHERE type = ?1 AND name = ?2 AND sql IS ?3")
    try own.prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").forEachRow { row in
      for column in Int32(0)..<3 { try find.bind(row.text(at: column) ?? "", at: column + 1) }
      defer { find.reset() }
      guard try find.step() else { throw damage("its tables are not those of this version") }
    }
  }

  private func damage(_ why: String) -> SQLiteError {
    SQLiteError(code: .corrupt, message: why, path: connection.path)
  }

  private static let schema = """
    CREATE TABLE IF NOT EXISTS archived_session (
      entry INTEGER PRIMARY KEY,
      file TEXT NOT NULL, session_offset INTEGER NOT NULL, length INTEGER NOT NULL, sha256 BLOB NOT NULL,
      content TEXT NOT NULL, id TEXT NOT NULL, root TEXT NOT NULL, parent TEXT, generation TEXT NOT NULL, title TEXT,
      directory TEXT NOT NULL, database TEXT NOT NULL,
      time_created INTEGER NOT NULL, time_active INTEGER NOT NULL, time_archived INTEGER NOT NULL,
      plain_bytes INTEGER NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL, checksum TEXT NOT NULL,
      UNIQUE (file, session_offset)
    );
    CREATE INDEX IF NOT EXISTS archived_session_id ON archived_session (id);
    CREATE INDEX IF NOT EXISTS archived_session_root ON archived_session (root);
    CREATE INDEX IF NOT EXISTS archived_session_state ON archived_session (state, database);
    CREATE TABLE IF NOT EXISTS archived_rows (
      entry INTEGER NOT NULL REFERENCES archived_session (entry), table_name TEXT NOT NULL,
      count INTEGER NOT NULL, PRIMARY KEY (entry, table_name)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS restore_under_way (
      database TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES archived_session (entry),
      PRIMARY KEY (database, entry)
    ) WITHOUT ROWID;
    """

  // MARK: Writing

  /// Records the sessions of an archive file.
  ///
  /// - Throws: `SQLiteError`.
  public func record(_ archive: WrittenArchive) throws {
    try insert(archive.trees.flatMap(\.sessions).map(\.entry))
  }

  /// Records what became of sessions in a file, or of rows of them.
  ///
  /// - Throws: `SQLiteError`.
  public func mark(
    _ ids: [SessionID], _ content: Content = .session, in file: String, as state: CatalogEntry.State
  ) throws {
    try connection.transaction(.immediate) {
      let update = try connection.prepare(
        "UPDATE archived_session SET state = ?1 WHERE file = ?2 AND id = ?3 AND content = ?4")
      for id in ids {
        try update.bind(state.rawValue, at: 1)
        try update.bind(file, at: 2)
        try update.bind(id.rawValue, at: 3)
        try update.bind(content.rawValue, at: 4)
        try update.run()
      }
    }
  }

  private func insert(_ entries: [CatalogEntry]) throws {
    try connection.transaction(.immediate) {
      let insert = try connection.prepare(
        """
        INSERT INTO archived_session (file, session_offset, length, sha256, id, root, parent, generation, title,
          directory, database, time_created, time_active, time_archived, plain_bytes, digest, state,
          checksum, content)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        """)
      let count = try connection.prepare("INSERT INTO archived_rows VALUES (last_insert_rowid(), ?1, ?2)")
      for entry in entries {
        try bind(entry, to: insert)
        try insert.run()
        for (table, rows) in entry.counts {
          try count.bind(table, at: 1)
          try count.bind(Int64(rows), at: 2)
          try count.run()
        }
      }
    }
  }

  private func bind(_ entry: CatalogEntry, to insert: Statement) throws {
    let header = entry.header
    try insert.bind(entry.file, at: 1)
    try insert.bind(entry.offset, at: 2)
    try insert.bind(entry.length, at: 3)
    try entry.sha256.withUnsafeBytes { try insert.bind(blob: $0, at: 4) }
    try insert.bind(header.id.rawValue, at: 5)
    try insert.bind(header.root.rawValue, at: 6)
    if let parent = header.parent { try insert.bind(parent.rawValue, at: 7) } else { try insert.bindNull(7) }
    try insert.bind(header.generation.rawValue, at: 8)
    if let title = header.title { try insert.bind(title, at: 9) } else { try insert.bindNull(9) }
    try insert.bind(header.directory, at: 10)
    try insert.bind(header.database, at: 11)
    try insert.bind(header.created.milliseconds, at: 12)
    try insert.bind(header.lastActivity.milliseconds, at: 13)
    try insert.bind(header.archived.milliseconds, at: 14)
    try insert.bind(entry.plainBytes.bytes, at: 15)
    try insert.bind(entry.digest, at: 16)
    try insert.bind(entry.state.rawValue, at: 17)
    try insert.bind(entry.checksum, at: 18)
    try insert.bind(header.content.rawValue, at: 19)
  }

  // MARK: Reading

  /// Reads a tree from its archive file and checks it; the receipt permits its eviction.
  ///
  /// - Throws: `ArchiveError`.
  public func verify(_ tree: [CatalogEntry]) throws -> Receipt {
    guard let file = tree.first?.file else {
      throw ArchiveError.file(path: directory.path, operation: "find a tree in", code: 0)
    }
    return try ArchiveVerifier(directory: directory, name: file).verify(tree)
  }

  /// The entries that a clause selects.
  ///
  /// - Throws: `SQLiteError`.
  func entries(_ clause: String, _ parameters: String...) throws -> [CatalogEntry] {
    var entries: [CatalogEntry] = []
    try forEachEntry(clause, parameters) { entries.append($0) }
    return entries
  }

  /// Reads entries one by one; one that is not what was written is damage, though SQLite cannot know.
  private func forEachEntry(
    _ clause: String, _ parameters: [String] = [], _ body: (CatalogEntry) throws -> Void
  ) throws {
    let select = try connection.prepare(
      """
      SELECT archived_session.file, session_offset, length, sha256, id, archived_session.root, parent, generation,
        title, directory, database, time_created, time_active, time_archived, plain_bytes, digest, state, entry,
        checksum, content
      FROM archived_session \(clause)
      """)
    let counts = try connection.prepare("SELECT table_name, count FROM archived_rows WHERE entry = ?1")
    for (index, parameter) in parameters.enumerated() { try select.bind(parameter, at: Int32(index + 1)) }
    try select.forEachRow { row in
      guard let entry = try entry(row, counts), row.text(at: 18) == entry.checksum else {
        throw damage("entry \(row.integer(at: 17)) is not what was written")
      }
      try body(entry)
    }
  }

  private func entry(_ row: Statement, _ counts: Statement) throws -> CatalogEntry? {
    guard let generation = Generation(rawValue: row.text(at: 7) ?? ""),
      let state = CatalogEntry.State(rawValue: row.text(at: 16) ?? ""),
      let content = Content(rawValue: row.text(at: 19) ?? "")
    else { return nil }
    var tables: [String: Int] = [:]
    try counts.bind(row.integer(at: 17), at: 1)
    try counts.forEachRow { tables[$0.text(at: 0) ?? ""] = Int($0.integer(at: 1)) }
    return CatalogEntry(
      file: row.text(at: 0) ?? "",
      header: ElementHeader(
        content: content, id: row.text(at: 4) ?? "", root: row.text(at: 5) ?? "", parent: row.text(at: 6),
        generation: generation,
        title: row.text(at: 8), directory: row.text(at: 9) ?? "", database: row.text(at: 10) ?? "",
        created: row.integer(at: 11), lastActivity: row.integer(at: 12), archived: row.integer(at: 13)),
      offset: row.integer(at: 1), length: row.integer(at: 2), sha256: row.withBytes(at: 3) { Array($0) },
      plainBytes: ByteCount(row.integer(at: 14)), digest: row.text(at: 15) ?? "", counts: tables, state: state
    )
  }

  // MARK: Rebuilding

  private func readUnknownFiles() throws {
    var known: Set<String> = []
    try connection.prepare("SELECT DISTINCT file FROM archived_session")
      .forEachRow { if let name = $0.text(at: 0) { known.insert(name) } }
    for name in try directory.files() where !known.contains(name) {
      do {
        try insert(try ArchiveScan(directory: directory, name: name).entries())
      } catch let error as ArchiveError {
        // One damaged file must not keep the others from being known, nor a pass from running.
        unreadableFiles.append(error)
      }
    }
  }
}
