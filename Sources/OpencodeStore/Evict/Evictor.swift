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
  private let sweep: RowSweep
  private let hasher = RowHasher()

  /// How often a tree is compared without a lock before it is compared under it.
  private static let quietTries = 3

  /// An evictor for a connection of its own, opened for writing.
  ///
  /// - Parameter betweenSlices: called after each transaction that swept rows.
  /// - Throws: `SQLiteError`.
  public init(
    connection: Connection, schema: Schema, pacer: LockPacer, betweenSlices: @escaping () throws -> Void = {}
  ) throws {
    self.connection = connection
    self.schema = schema
    self.pacer = pacer
    rows = SessionRows(connection: connection, schema: schema)
    comparison = TreeComparison(connection: connection, schema: schema, rows: rows, hasher: hasher)
    sweep = RowSweep(connection: connection, rows: rows, pacer: pacer, betweenSlices: betweenSlices)
    try connection.prepareForDeletes()
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
    let delete = try connection.prepare("DELETE FROM \(table.name.quotedIdentifier) WHERE id = ?1")
    try delete.bind(session.rawValue, at: 1)
    try delete.run()
  }

  // MARK: What hung on them

  /// Deletes the rows that hang on the tree's sessions and stand in the receipt.
  ///
  /// - Parameter comparedAt: the version of the database in which all of them did; nil: unknown.
  private func sweep(_ receipt: Receipt, comparedAt: DataVersion?) throws -> EvictionOutcome {
    let order = RowSweep.Order(
      sessions: receipt.sessions, content: .orphans,
      isOrdered: { [rows, hasher] rowid, table in
        try rows.reader(of: table).fingerprint(rowid, hasher: hasher).map(receipt.rows.contains) ?? false
      },
      comparedAt: comparedAt, mayHoldOthers: false, mayGo: { [rows] in try !rows.exists($0) })
    let deleted = try sweep.run(order)
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
}

/// Whether the rows of a tree's sessions went.
private enum Disappearance {
  /// They stay: the tree is not what was archived any more.
  case changed
  /// They went. All rows of the tree were what was archived in this version of the database; nil: not all were
  /// looked at.
  case gone(comparedAt: DataVersion?)
}
