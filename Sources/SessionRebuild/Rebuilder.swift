public import OpencodeStore
public import RetentionPolicy
public import SessionArchive

/// Puts a session together again of which the rows are lost and the events remain: those in the database, those in
/// the archive, or both.
///
/// opencode 1 writes a full copy of a message, a part or a session at each update; the newest of each counts. The
/// contents are read twice at most: their beginnings, to find the newest copies, then these as a whole, into a file
/// without a name in the archive's folder. From there they go where they are wanted, so that neither a session nor a
/// value of it is ever in memory.
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
    var report = RebuildReport(session: session, destination: .database(connection.path))
    let values = try ValueFile(directory: directory)
    let rebuilt = try connection.transaction(.deferred) {
      if try SessionRows(connection: connection, schema: schema).exists(session) {
        throw RebuildError.stands(id: session, path: connection.path)
      }
      if let whole = archive?.entries.last(where: \.holdsSession) {
        throw RebuildError.archivedWhole(id: session, file: whole.file, archived: whole.archived)
      }
      let copies = try collect(connection, schema, into: values, &report)
      if let deletion = copies.deletion { throw RebuildError.deleted(id: session, sequence: deletion) }
      let facts = DatabaseFacts(of: session, connection: connection)
      let rebuilt = RebuiltSession(
        copies, ids: try takenIDs(copies, facts), projects: try facts.projects(schema))
      if rebuilt.row.project == nil {
        throw RebuildError.noProject(
          id: session, path: connection.path, project: copies.session.text("project_id"))
      }
      let rows = SessionRows(connection: connection, schema: schema)
      report.missingParent = try rebuilt.row.parent.map { SessionID($0) }.flatMap {
        try rows.exists($0) ? nil : $0
      }
      report.isHidden = schema.table("session_v2") != nil
      return rebuilt
    }
    note(rebuilt, in: &report)
    try DatabaseWrite(
      session: session, connection: connection, schema: schema, pacer: pacer, checkpoint: checkpoint,
      values: values, directory: directory
    ).run(rebuilt)
    report.longestLock = pacer.longestLock
    return report
  }

  /// Writes the session in the shape of `opencode export`, also when it stands in the database.
  ///
  /// - Parameters:
  ///   - path: a file that does not exist; nil: standard output.
  ///   - database: the database, opened for reading, and its schema; nil: there is none.
  /// - Throws: `RebuildError`, `ArchiveError`, `SQLiteError`, `Interrupted`; no file is left then.
  public func export(
    to path: String?, from database: (connection: Connection, schema: Schema)?
  ) throws -> RebuildReport {
    var report = RebuildReport(
      session: session, destination: path.map { .file($0) } ?? .standardOutput)
    let values = try ValueFile(directory: directory)
    let copies = try transaction(database?.connection) {
      try collect(database?.connection, database?.schema, into: values, &report)
    }
    let rebuilt = RebuiltSession(copies, ids: TakenIDs(), projects: nil)
    note(rebuilt, in: &report)
    report.deletion = copies.deletion
    let file = try ExportFile(path: path)
    try Export(session: session, values: values, file: file).run(rebuilt)
    report.bytes = ByteCount(file.count)
    return report
  }

  private func transaction<Result>(_ connection: Connection?, _ body: () throws -> Result) throws -> Result {
    if let connection { try connection.transaction(.deferred, body) } else { try body() }
  }

  // MARK: Reading

  /// Reads the newest copies, and notes what there was to read.
  private func collect(
    _ connection: Connection?, _ schema: Schema?, into values: ValueFile, _ report: inout RebuildReport
  ) throws -> Copies {
    var live: LiveEvents?
    var lastGiven: Int64?
    if let connection, let schema {
      live = try LiveEvents(of: session, connection: connection, schema: schema)
      lastGiven = try DatabaseFacts(of: session, connection: connection).lastSequence(schema)
    }
    let sources = EventSources(session: session, live: live, archive: archive)
    let (index, unreadableFiles) = try sources.index()
    report.unreadableFiles = unreadableFiles
    guard index.count > 0 else {
      if let error = unreadableFiles.first { throw error }
      throw RebuildError.noEvents(id: session, database: connection?.path, archive: directory.path)
    }
    report.liveEvents = index.events.count { $0.source.isLive }
    report.archivedEvents = index.count - report.liveEvents
    report.archiveFiles = files(of: index)
    report.numbers = index.numbers(lastGiven: lastGiven)
    report.lacksSequence = report.liveEvents > 0 && lastGiven == nil
    report.otherTypes = index.otherTypes
    let copies = try CopyCollector.collect(from: sources, index, into: values)
    guard copies.session.copies > 0 || !copies.messages.isEmpty else {
      throw RebuildError.nothingToRebuild(id: session, events: index.count)
    }
    report.sessionCopies = copies.session.copies
    report.removed = copies.removed
    report.unreadableEvents = copies.unreadable
    report.olderCopies = copies.olderTaken
    return copies
  }

  private func files(of index: EventIndex) -> [String] {
    let sources = Set(index.events.map(\.source).filter { !$0.isLive }).map { Int($0.rawValue) }.sorted()
    var seen: Set<String> = []
    return sources.compactMap { archive?.entries[$0].file }.filter { seen.insert($0).inserted }
  }

  private func takenIDs(_ copies: Copies, _ facts: DatabaseFacts) throws -> TakenIDs {
    let messages = Set(copies.messages.map(\.id)).union(copies.parts.map(\.message))
    return TakenIDs(
      messages: try facts.owners(of: messages, in: "message"),
      parts: try facts.owners(of: copies.parts.lazy.map(\.id), in: "part"))
  }

  private func note(_ rebuilt: RebuiltSession, in report: inout RebuildReport) {
    report.title = rebuilt.row.title
    report.messages = rebuilt.messages.count
    report.parts = rebuilt.partCount
    report.standing = rebuilt.standing
    report.bytes = rebuilt.bytes
    report.guessed = rebuilt.row.guessed
    report.missingMessages = rebuilt.missingMessages
    report.partsLeftOut = rebuilt.partsLeftOut
    report.taken = rebuilt.taken
    if let project = rebuilt.row.project, let missing = project.missing {
      report.replacedProject = .init(missing: missing, used: project.id)
    }
  }
}
