internal import OpencodeStore
internal import RetentionPolicy

/// Puts the rows of a tree into a database, the way an eviction takes them out, backwards: what hangs on the
/// sessions goes in first, in slices; their own rows come last, all of the tree in one short transaction. So it
/// appears at once and complete.
///
/// In between, the rows in the database refer to sessions that are not there. opencode, which has foreign keys
/// switched on, does not notice: they are looked at when a child row is written or a parent row goes, never when
/// rows are read. https://sqlite.org/foreignkeys.html, section 3
final class TreeInsertion {
  private let target: RestoreTarget
  private let sessions: [SessionID]
  private let content: Content
  private let numbers: EventNumbers?
  private let spool: SpoolFile
  private let lastSpool: SpoolFile
  private let inserter: RowInserter
  private let standing: StandingRows
  private let sessionTables: Set<String>
  /// Rows that wait for the next slices, and their bytes.
  private var waiting: [ArchivedRow] = []
  private var waitingSize = 0
  /// The rows of the last transaction.
  private var references: [ArchivedRow] = []
  private var sessionRows: [ArchivedRow] = []
  /// The database in which the tree was seen to be absent.
  private var seen: DataVersion?

  /// So much is read and decompressed before the lock is taken for it.
  private static let rowsAtOnce = 1_024
  private static let bytesAtOnce = 4 << 20
  /// From this size on the log is copied back between slices, so that it never gets large.
  private static let logSize = ByteCount.mebibytes(16)

  /// An insertion of these sessions, the root first, or of rows of them.
  ///
  /// - Parameters:
  ///   - standing: the rows of theirs that stand in the database; nil: they are looked for.
  ///   - numbers: which events stay away, as their numbers have not been given out; nil: none.
  /// - Throws: `ArchiveError`, `SQLiteError`.
  init(
    of sessions: [SessionID], _ content: Content = .session, root: SessionID, into target: RestoreTarget,
    spoolIn directory: ArchiveDirectory, standing: StandingRows? = nil, numbers: EventNumbers? = nil
  ) throws {
    self.target = target
    self.sessions = sessions
    self.content = content
    self.numbers = numbers
    let (connection, schema) = (target.connection, target.schema)
    sessionTables = Set(schema.sessionTables.map(\.name))
    spool = try SpoolFile(directory: directory)
    lastSpool = try SpoolFile(directory: directory)
    // Rows that were not swept, or that were written after the archive, may still stand there; they stay.
    let standing =
      try standing
      ?? connection.transaction(.deferred) {
        try StandingRows(of: sessions, content, connection: connection, schema: schema)
      }
    self.standing = standing
    inserter = RowInserter(connection: connection, schema: schema, tree: root, standing: standing)
  }

  /// Whether any row is in the database by now.
  private(set) var hasBegun = false
  /// How many rows stayed away because a later state of them stands in the database.
  var laterRows: Int { inserter.laterRows }
  /// How many rows came in that did not stand there.
  var newRows: Int { inserter.newRows }
  /// How many events stayed away.
  private(set) var rowsAhead = 0
  /// How many rows that the sessions refer to were inserted.
  var insertedReferences: Int { inserter.references }

  /// What takes the rows of the archive. Those that hang on sessions are in the database when it returns, but for
  /// the last ones.
  func sink() -> any RowSink {
    RowCollector(spoolFor: { [self] in isLast($0) ? lastSpool : spool }, take: { [self] in try add($0) })
  }

  private func isLast(_ kind: ArchivedRowKind) -> Bool {
    switch kind {
    case .row(let table): sessionTables.contains(table)
    case .reference: true
    case .file: false
    }
  }

  private func add(_ row: ArchivedRow) throws {
    if case .reference = row.kind { return references.append(row) }
    if isLast(row.kind) { return sessionRows.append(row) }
    waiting.append(row)
    waitingSize += row.size
    if row.isSpooled || waiting.count >= Self.rowsAtOnce || waitingSize >= Self.bytesAtOnce { try flush() }
  }

  /// Inserts what waits, slice by slice.
  private func flush() throws {
    var next = 0
    while next < waiting.count {
      try target.pacer.transaction(on: target.connection) {
        try requireAbsent()
        // One row at least, or a disk that takes as long as the budget for it would keep this from ever ending.
        repeat {
          let row = waiting[next]
          if numbers?.isAhead(row) ?? false { rowsAhead += 1 } else { try inserter.insert(row) }
          next += 1
        } while next < waiting.count && !target.pacer.isOverBudget
      }
      hasBegun = true
    }
    waiting.removeAll(keepingCapacity: true)
    waitingSize = 0
    try spool.clear()
    _ = try target.checkpoint.runIfLarger(than: Self.logSize)
  }

  /// Inserts what is left, then the sessions themselves, and what they refer to, in one transaction.
  ///
  /// - Parameter last: what is to happen in it when all rows are there.
  /// - Throws: `ArchiveError`, `SQLiteError`; the sessions are not in the database then.
  func finish(_ last: () throws -> Void) throws {
    try flush()
    try requireAll()
    try target.pacer.transaction(on: target.connection) {
      try requireAbsent()
      for row in references + sessionRows { try inserter.insert(row) }
      try last()
    }
  }

  /// Makes sure that what went in is still there: whoever takes it for rows of a session that does not exist may have
  /// removed it.
  private func requireAll() throws {
    guard content == .session || content == .orphans else { return }
    let rows = SessionRows(connection: target.connection, schema: target.schema)
    let count = try target.connection.transaction(.deferred) {
      try sessions.reduce(0) { sum, session in
        try rows.rowids(of: .orphans, of: session).values.reduce(sum) { $0 + $1.count }
      }
    }
    guard count >= standing.count + inserter.newRows else {
      throw ArchiveError.cannotRestore(
        id: sessions[0], path: target.connection.path,
        why: "rows of it were taken out again while it was put back")
    }
  }

  /// Makes sure, under the lock, that nobody imported a session of the tree meanwhile, and that the schema is still
  /// the one that the rows were meant for.
  func requireAbsent() throws {
    let (connection, schema) = (target.connection, target.schema)
    let now = try connection.dataVersion()
    guard now != seen else { return }
    guard try schema.isCurrent(on: connection) else {
      throw ArchiveError.cannotRestore(
        id: sessions[0], path: connection.path, why: "its tables were changed meanwhile")
    }
    let rows = SessionRows(connection: connection, schema: schema)
    try numbers?.look()
    if content.hangsOnSession {
      try requirePresent(rows)
    } else if content != .migratedCopies, let session = try sessions.first(where: { try rows.exists($0) }) {
      throw seen == nil
        ? ArchiveError.exists(id: session, path: connection.path)
        : ArchiveError.appeared(id: session, path: connection.path)
    }
    seen = now
  }

  /// Makes sure that there is what the rows hang on.
  private func requirePresent(_ rows: SessionRows) throws {
    for session in sessions {
      func refuse(_ what: String) -> ArchiveError {
        .absent(id: session, what: what, path: target.connection.path)
      }
      guard try rows.exists(session) else { throw refuse("the session itself") }
      guard content == .events else { continue }
      let hasSequence = try rows.schema.table("event_sequence").map {
        try !rows.rowids(of: session, in: $0).isEmpty
      }
      guard hasSequence == true else { throw refuse("its row of event_sequence") }
    }
  }
}

extension Content {
  /// Whether it is put back where its session stands: the copies of opencode 1 have their own row of the session.
  fileprivate var hangsOnSession: Bool { self == .events || self == .strayParts }
}
