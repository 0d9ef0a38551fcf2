public import OpencodeStore
public import RetentionPolicy
public import SampleDatabase
public import SessionArchive

/// A small database with an archive directory beside it, and the steps between the two, one at a time.
public struct ArchiveFixture {
  /// Holds all files.
  public let folder: TemporaryFolder
  /// The database.
  public let path: String
  /// The moment taken for the present.
  public let now = SampleDatabase.Options.defaultNow

  /// Makes a database of ordinary sessions, then runs `sql` on it.
  ///
  /// - Throws: `SQLiteError`, or when files cannot be made.
  public init(_ generation: SampleDatabase.Generation = .v1, sql: String = "") throws {
    try self.init(
      SampleDatabase.Options(
        generation: generation, targetSize: ByteCount(200_000), oddRows: false, sideFiles: true), sql: sql)
  }

  /// The same with other options.
  ///
  /// - Throws: `SQLiteError`, or when files cannot be made.
  public init(_ options: SampleDatabase.Options, sql: String = "") throws {
    folder = try TemporaryFolder()
    path = folder.file("opencode.db")
    _ = try SampleDatabase.make(at: path, options: options)
    try execute(sql)
  }

  /// The archive directory.
  public var directory: ArchiveDirectory { ArchiveDirectory(path: folder.file("archive")) }

  /// Runs statements on a connection of its own, as another process would.
  ///
  /// - Throws: `SQLiteError`.
  public func execute(_ sql: String) throws {
    try Connection(path: path, mode: .readWrite).execute(sql)
  }

  /// The first column of a statement's first row.
  ///
  /// - Throws: `SQLiteError`.
  public func integer(_ sql: String) throws -> Int64 {
    try Connection(path: path, mode: .readWrite).integer(sql)
  }

  /// The digest of all rows.
  ///
  /// - Throws: `SQLiteError`.
  public func digest() throws -> DatabaseDigest { try DatabaseDigest(of: path) }

  /// The schema, read anew.
  ///
  /// - Throws: `SchemaError`, `SQLiteError`.
  public func schema() throws -> OpencodeStore.Schema {
    try SchemaReader(connection: Connection(path: path, mode: .readWrite)).read()
  }

  /// The trees that stand in the database.
  ///
  /// - Throws: `SchemaError`, `SQLiteError`.
  public func trees() throws -> [SessionTree] {
    let connection = try Connection(path: path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    return Forest.trees(
      of: try Surveyor(connection: connection, schema: schema).survey(policy: Policy(), now: now).survey
        .sessions)
  }

  /// Archives the trees of these roots, or all, in one file, and records them in the catalog.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`.
  public func archive(_ roots: [SessionID]? = nil, at moment: Timestamp? = nil) throws -> WrittenArchive {
    try directory.make()
    let catalog = try Catalog(directory: directory)
    let moment = moment ?? now
    let writer = try ArchiveWriter(directory: directory, at: moment, level: 3)
    let connection = try Connection(path: path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let rows = SessionRows(connection: connection, schema: schema)
    for tree in try trees() where roots?.contains(tree.id) ?? true {
      let headers = tree.sessions.map {
        ElementHeader(
          session: $0, root: tree.id, generation: schema.generation, archived: moment, database: path)
      }
      try connection.transaction(.deferred) {
        try writer.append(headers, rows: rows, dataFolder: folder.path)
      }
    }
    let archive = try writer.finish()
    try catalog.record(archive)
    return archive
  }

  /// Archives one tree and reads it back.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`.
  public func receipt(_ root: SessionID) throws -> Receipt {
    let archive = try archive([root])
    return try ArchiveVerifier(archive).verify(archive.trees[0])
  }

  /// Evicts what a receipt proves.
  ///
  /// - Parameters:
  ///   - schema: what was known of the schema when the tree was archived; nil: it is read now.
  ///   - pause: called between slices.
  /// - Throws: `SQLiteError`.
  public func evict(
    _ receipt: Receipt, schema: OpencodeStore.Schema? = nil, pause: Pause = Pause { _ in }
  ) throws -> EvictionOutcome {
    let connection = try Connection(path: path, mode: .readWrite)
    let schema = try schema ?? SchemaReader(connection: connection).read()
    return try Evictor(connection: connection, schema: schema, pacer: LockPacer(pause: pause)).evict(receipt)
  }

  /// Puts a tree back.
  ///
  /// - Parameters:
  ///   - source: what is taken from the archive.
  ///   - pacer: cuts the work; nil: as usual, without gaps.
  ///   - busyTimeout: how long another connection's lock is waited for.
  ///   - confirming: whether the catalog learns of its end, too.
  /// - Throws: `ArchiveError`, `SQLiteError`.
  @discardableResult
  public func restore(
    _ id: SessionID, into other: String? = nil, from source: RestoreSource = .latest, pacer: LockPacer? = nil,
    busyTimeout: Milliseconds = Milliseconds(5_000), confirming: Bool = true
  ) throws -> RestoreReport {
    let path = other ?? path
    let connection = try Connection(path: path, mode: .readWrite, busyTimeout: busyTimeout)
    let schema = try SchemaReader(connection: connection).read()
    let restorer = Restorer(directory: directory, catalog: try Catalog(directory: directory), source: source)
    let report = try restorer.restore(
      id, into: connection, schema: schema, pacer: pacer ?? LockPacer(pause: Pause { _ in }),
      checkpoint: GuardedCheckpoint(path: path, pause: Pause { _ in }), dataFolder: folder.path)
    if confirming { try restorer.confirm(report) }
    return report
  }

  /// The complete archive files, by name, in the order in which they were written within a second.
  public var archiveFiles: [String] {
    TemporaryFolder.contents(of: directory.path).filter { $0.hasSuffix(".zst") }
      .sorted { ($0.count, $0) < ($1.count, $1) }
  }

  /// What the catalog says became of a session, the latest first.
  ///
  /// - Throws: `SQLiteError`.
  public func states(of id: SessionID) throws -> [String] {
    var states: [String] = []
    let connection = try Connection(path: directory.catalogPath, mode: .readOnly)
    let select = try connection.prepare(
      "SELECT state FROM archived_session WHERE id = ?1 ORDER BY entry DESC")
    try select.bind(id.rawValue, at: 1)
    try select.forEachRow { states.append($0.text(at: 0) ?? "") }
    return states
  }
}

extension EvictionOutcome {
  /// Whether the tree is gone with all that hung on it.
  public var isComplete: Bool {
    if case .evicted(_, left: 0) = self { true } else { false }
  }
}
