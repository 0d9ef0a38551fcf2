public import OpencodeStore
public import RetentionPolicy
public import SessionArchive

/// Puts a session together again of which the rows are lost and the events remain: those in the database, those in
/// the archive, or both.
///
/// opencode 1 writes a full copy of a message, a part or a session at each update; the newest of each counts. The
/// contents are read twice at most: their beginnings, to find the newest copies, then these as a whole, into files
/// without a name in the archive's folder. From there they go where they are wanted, so that neither a session, nor a
/// list of what it holds, nor a value of it is ever in memory.
public struct Rebuilder {
  private let session: SessionID
  private let directory: ArchiveDirectory
  private let archive: ArchivedEvents?

  /// A rebuilder of a session.
  ///
  /// - Parameter catalog: what the archive in the directory holds; nil: nothing.
  /// - Throws: `SQLiteError`.
  public init(of session: SessionID, directory: ArchiveDirectory, catalog: Catalog?) throws {
    self.session = session
    self.directory = directory
    archive = try catalog.map { try ArchivedEvents(of: session, catalog: $0) }
  }

  /// The database that it was in when it was archived last; nil: it never was.
  public var archivedDatabase: String? { archive?.entries.last?.database }

  // MARK: Into a database

  /// Puts the session into a database in which it does not stand.
  ///
  /// - Parameters:
  ///   - connection: the database, opened for writing.
  ///   - pacer: keeps the write transactions short.
  ///   - checkpoint: keeps the database's log small meanwhile.
  /// - Throws: `RebuildError`, `ArchiveError`, `SQLiteError`, `Interrupted`; the database is then as it was before.
  ///   `UnfinishedRebuild` when rows had to be left.
  public func rebuild(
    into connection: Connection, schema: Schema, pacer: LockPacer, checkpoint: GuardedCheckpoint
  ) throws -> RebuildReport {
    guard DatabaseWrite.isPossible(in: schema) else {
      throw RebuildError.noTables(id: session, path: connection.path)
    }
    let files = try WorkFiles(directory: directory)
    return try files.use {
      var report = RebuildReport(session: session, destination: .database(connection.path))
      let rebuilt = try connection.transaction(.deferred) {
        if try SessionRows(connection: connection, schema: schema).exists(session) {
          throw RebuildError.stands(id: session, path: connection.path)
        }
        if let file = archive?.looseRows(of: connection.path) {
          throw RebuildError.rowsArchived(id: session, file: file)
        }
        return try put(together: files, for: connection, schema, &report)
      }
      report.note(rebuilt)
      try files.settle()
      try DatabaseWrite(
        session: session, connection: connection, schema: schema, pacer: pacer, checkpoint: checkpoint,
        values: files.values, directory: directory
      ).run(rebuilt)
      report.longestLock = pacer.longestLock
      return report
    }
  }

  /// Puts the session together as a database can take it. The caller holds a read transaction of it.
  private func put(
    together files: WorkFiles, for connection: Connection, _ schema: Schema, _ report: inout RebuildReport
  ) throws -> RebuiltSession {
    let copies = try Copies(in: files.scratch, owners: RowOwners(in: connection, asSeenBy: session))
    try collect(copies, from: (connection, schema), files, &report, refusingWhole: true)
    if let deletion = copies.deletion { throw RebuildError.deleted(id: session, sequence: deletion) }
    let facts = DatabaseFacts(of: session, connection: connection)
    let rebuilt = try RebuiltSession(copies, files.values, projects: try facts.projects(schema))
    if rebuilt.row.project == nil {
      throw RebuildError.noProject(
        id: session, path: connection.path, project: copies.session.text("project_id"))
    }
    let rows = SessionRows(connection: connection, schema: schema)
    report.missingParent = try rebuilt.row.parent.map { SessionID($0) }.flatMap {
      try rows.exists($0) ? nil : $0
    }
    report.lacksSequence = try facts.lacksSequence(schema)
    report.isHidden = schema.table("session_v2") != nil
    return rebuilt
  }

  // MARK: Into a file

  /// Writes the session in the shape of `opencode export`, also when it stands in the database.
  ///
  /// - Parameters:
  ///   - path: a file that does not exist; nil: standard output.
  ///   - database: the database, opened for reading, and its schema; nil: there is none.
  /// - Throws: `RebuildError`, `ArchiveError`, `SQLiteError`, `Interrupted`; no file is left then.
  public func export(
    to path: String?, from database: (connection: Connection, schema: Schema)?
  ) throws -> RebuildReport {
    let files = try WorkFiles(directory: directory)
    return try files.use {
      var report = RebuildReport(session: session, destination: path.map { .file($0) } ?? .standardOutput)
      let copies = try Copies(in: files.scratch, owners: nil)
      if let database {
        try database.connection.transaction(.deferred) { try collect(copies, from: database, files, &report) }
      } else {
        try collect(copies, from: nil, files, &report)
      }
      let rebuilt = try RebuiltSession(copies, files.values, projects: nil)
      report.note(rebuilt)
      report.deletion = copies.deletion
      let file = try ExportFile(path: path)
      try Export(session: session, values: files.values, file: file).run(rebuilt)
      report.bytes = ByteCount(file.count)
      return report
    }
  }

  // MARK: Reading

  /// Reads the newest copies, and notes what there was to read.
  ///
  /// - Parameter refusingWhole: whether to throw when the archive holds the session whole, and nothing later is known.
  private func collect(
    _ copies: Copies, from database: (connection: Connection, schema: Schema)?, _ files: WorkFiles,
    _ report: inout RebuildReport, refusingWhole: Bool = false
  ) throws {
    let live = try database.flatMap { connection, schema in
      try LiveEvents(of: session, connection: connection, schema: schema)
    }
    let lastGiven = try database.flatMap { connection, schema in
      try DatabaseFacts(of: session, connection: connection).lastSequence(schema)
    }
    let sources = EventSources(session: session, live: live, archive: archive)
    let index = try EventIndex(in: files.scratch, whole: refusingWhole ? sources.whole : nil)
    if let whole = index.whole?.source, try !sources.haveEvents(before: whole) { throw archived(whole) }
    let omissions = try sources.list(in: index)
    (report.unreadableFiles, report.earlierLife) = (omissions.unreadableFiles, omissions.earlierLife)
    if let whole = index.whole, whole.isLatest { throw archived(whole.source) }
    guard index.tally.count > 0 else {
      if let error = report.unreadableFiles.first { throw error }
      throw RebuildError.noEvents(
        id: session, database: database?.connection.path, archive: directory.path)
    }
    report.note(index.tally, try index.numbers(lastGiven: lastGiven), archived: archive?.entries ?? [])
    try CopyCollector.collect(from: sources, index, into: copies, files)
    guard try copies.session.copies > 0 || copies.hasMessages() else {
      throw RebuildError.nothingToRebuild(id: session, events: index.tally.count)
    }
    report.note(copies)
  }

  private func archived(_ whole: EventIndex.Source) -> RebuildError {
    let entry = whole.entry(of: archive?.entries ?? [])
    return .archivedWhole(id: session, file: entry.file, archived: entry.archived)
  }
}
