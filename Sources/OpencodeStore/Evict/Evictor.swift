internal import RetentionPolicy

/// Takes archived trees out of the database.
///
/// A tree disappears at once: the rows of all its sessions go in one short transaction, in which nobody can
/// have written since the tree was compared with its receipt. What hung on them is then swept in slices.
/// A crash in between leaves only rows that the archive holds; the next pass sweeps them.
public final class Evictor {
  private let connection: Connection
  private let schema: Schema
  private let rows: SessionRows
  private let comparison: TreeComparison
  private let pacer: LockPacer
  private let hasher = RowHasher()
  private let betweenSlices: () throws -> Void
  private var deletes: [String: Statement] = [:]

  /// How often a tree is compared without a lock before it is compared under it.
  private static let quietTries = 3

  /// An evictor for a connection of its own, opened for writing.
  ///
  /// - Parameter betweenSlices: called after each transaction that swept rows.
  /// - Throws: `SQLiteError`.
  public init(
    connection: Connection, schema: Schema, pacer: LockPacer, betweenSlices: @escaping () throws -> Void = {}
  ) throws {
    self.betweenSlices = betweenSlices
    self.connection = connection
    self.schema = schema
    self.pacer = pacer
    rows = SessionRows(connection: connection, schema: schema)
    comparison = TreeComparison(connection: connection, schema: schema, rows: rows, hasher: hasher)
    // ON would write zeros over every freed page: a WAL as large as what is deleted.
    // https://sqlite.org/pragma.html#pragma_secure_delete
    try connection.execute("PRAGMA secure_delete=FAST")
    // A power failure may bring deleted rows back, and the next pass deletes them again: no sync a commit, which
    // would be waited for under the write lock. Without a log only EXTRA never damages and never takes back.
    // https://sqlite.org/pragma.html#pragma_synchronous
    try connection.execute("PRAGMA synchronous=\(try connection.isWAL() ? "NORMAL" : "EXTRA")")
    // Rows are deleted explicitly, in slices; a cascade would take a whole session in one transaction.
    try connection.execute("PRAGMA foreign_keys=OFF")
  }

  /// Evicts the tree of a receipt.
  ///
  /// - Parameter whenGone: called once the tree has disappeared, before what hung on it is swept.
  /// - Throws: `SQLiteError`. When the tree's sessions had been deleted by then, the next pass finishes.
  public func evict(_ receipt: Receipt, whenGone: () -> Void = {}) throws -> EvictionOutcome {
    guard case .gone(let compared) = try deleteSessions(of: receipt) else { return .changed }
    whenGone()
    return try sweep(receipt, comparedAt: compared)
  }

  /// Sweeps what a crash, or a restore that failed, left of a tree: rows that the archive holds and whose
  /// sessions are not in the database.
  ///
  /// - Throws: `SQLiteError`.
  public func finish(_ receipt: Receipt) throws -> EvictionOutcome {
    try sweep(receipt, comparedAt: nil)
  }

  // MARK: The sessions' own rows

  /// Deletes the rows of the tree's sessions if all its rows are what was archived.
  private func deleteSessions(of receipt: Receipt) throws -> Disappearance {
    for attempt in 1...Self.quietTries {
      // Comparing reads every row of the tree: done without the lock as long as somebody leaves the time.
      let before = try connection.dataVersion()
      guard let rows = try connection.transaction(.deferred, { try comparison.rows(identicalTo: receipt) })
      else {
        return .changed
      }
      let isLast = attempt == Self.quietTries
      let result = try pacer.transaction(on: connection) { () -> Disappearance? in
        // What a later schema adds to a session is not in the archive.
        guard try schema.isCurrent(on: connection) else { return .changed }
        let now = try connection.dataVersion()
        var look = TreeComparison.Look.same
        if now != before {
          guard isLast else { return nil }
          look = try comparison.look(at: receipt, after: rows) { pacer.isOverBudget }
        }
        if look == .changed { return .changed }
        for session in receipt.sessions {
          for table in schema.sessionTables { try deleteSession(session, from: table) }
        }
        return .gone(comparedAt: look == .same ? now : nil)
      }
      if let result { return result }
    }
    return .changed
  }

  private func deleteSession(_ session: SessionID, from table: Table) throws {
    let delete = try statement("DELETE FROM \(table.name.quotedIdentifier) WHERE id = ?1")
    try delete.bind(session.rawValue, at: 1)
    try delete.run()
  }

  // MARK: What hung on them

  /// Deletes, slice by slice, the rows that hang on the tree's sessions and stand in the receipt.
  ///
  /// - Parameter comparedAt: the version of the database in which all of them did; nil: unknown.
  private func sweep(_ receipt: Receipt, comparedAt: DataVersion?) throws -> EvictionOutcome {
    // Children before parents: a part is found through its message.
    var sweeps = receipt.sessions.flatMap { session in
      schema.hangingTables.reversed().map { TableSweep(session: session, table: $0.table) }
    }
    var current = sweeps.startIndex
    while current < sweeps.endIndex {
      try lookUp(&sweeps[current...])
      let end = sweeps[current...].firstIndex { !$0.isLookedUp } ?? sweeps.endIndex
      while let next = sweeps[current..<end].firstIndex(where: { !$0.pending.isEmpty }) {
        current = next
        try pacer.transaction(on: connection) {
          let isQuiet = try comparedAt != nil && connection.dataVersion() == comparedAt
          // One step at least, or a disk that takes as long as the budget for it would keep this from ever ending.
          repeat {
            try sweepSlice(&sweeps[current], receipt: receipt, isQuiet: isQuiet)
            if sweeps[current].pending.isEmpty { current += 1 }
          } while current < end && !pacer.isOverBudget
        }
        try betweenSlices()
      }
      current = end
    }
    let deleted = sweeps.reduce(0) { $0 + $1.deleted }
    // Also one that came after the last look at it; its rows, as far as they are left, are its own now.
    let back = try receipt.sessions.filter { try rows.exists($0) }
    if !back.isEmpty { return .cameBack(rows: deleted, sessions: back) }
    return .evicted(rows: deleted, left: try rowsLeft(of: receipt))
  }

  /// Looks, after all is done, how many rows still hang on the tree's sessions.
  private func rowsLeft(of receipt: Receipt) throws -> Int {
    try connection.transaction(.deferred) {
      try receipt.sessions.reduce(0) { sum, session in
        try schema.hangingTables.reduce(sum) { sum, hanging in
          sum + (try rows.rowids(of: session, in: hanging.table).count)
        }
      }
    }
  }

  /// One transaction's share: rows in the order of their ids until the lock's budget is used up; none when the session
  /// has come back.
  private func sweepSlice(_ sweep: inout TableSweep, receipt: Receipt, isQuiet: Bool) throws {
    guard try !sweep.pending.isEmpty && !rows.exists(sweep.session) else {
      sweep.pending = []
      return
    }
    let table = sweep.table
    let delete = try statement("DELETE FROM \(table.name.quotedIdentifier) WHERE \(table.rowidName) = ?1")
    while let rowid = sweep.pending.popFirst() {
      // When somebody wrote since the comparison, each row must be shown again to be what was archived.
      if try isQuiet || isArchived(rowid, in: table, receipt) {
        try delete.bind(rowid.rawValue, at: 1)
        try delete.run()
        sweep.deleted += 1
      }
      if pacer.isOverBudget { break }
    }
  }

  private func isArchived(_ rowid: RowID, in table: Table, _ receipt: Receipt) throws -> Bool {
    try rows.reader(of: table).fingerprint(rowid, hasher: hasher).map(receipt.rows.contains) ?? false
  }

  /// Looks up the rows of the next sweeps, without the lock: no index has the rows of a session in the order of their
  /// ids, and sorting those of a large one takes longer than a slice may. What comes to stand there afterwards is not
  /// what was archived.
  private func lookUp(_ sweeps: inout ArraySlice<TableSweep>) throws {
    try connection.transaction(.deferred) {
      var count = 0
      for index in sweeps.indices where count < TableSweep.rowsAtOnce {
        let rowids = try rows.rowids(of: sweeps[index].session, in: sweeps[index].table)
        count += rowids.count
        sweeps[index].pending = rowids[...]
        sweeps[index].isLookedUp = true
      }
    }
  }

  // MARK: Helpers

  private func statement(_ sql: String) throws -> Statement {
    if let known = deletes[sql] { return known }
    let statement = try connection.prepare(sql)
    deletes[sql] = statement
    return statement
  }
}

/// Whether the rows of a tree's sessions went.
private enum Disappearance {
  /// They stay: the tree is not what was archived any more.
  case changed
  /// They went. All rows of the tree were what was archived in this version of the database; nil: not all were
  /// looked at.
  case gone(comparedAt: DataVersion?)
}

/// How far the rows of one session in one table are swept.
private struct TableSweep {
  let session: SessionID
  let table: Table
  /// The rows that were looked up and not yet looked at.
  var pending: ArraySlice<RowID> = []
  var isLookedUp = false
  var deleted = 0

  /// How many rows are looked up at once, if more than one table has them: eight bytes each.
  static let rowsAtOnce = 65_536
}
