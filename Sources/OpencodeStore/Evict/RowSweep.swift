internal import RetentionPolicy

/// Deletes rows of sessions, slice by slice, each in a short write transaction.
final class RowSweep {
  /// What goes.
  struct Order {
    let sessions: [SessionID]
    let content: Content
    /// Whether a row is to go: it is what was archived, or was seen to lie nowhere by order.
    let isOrdered: (RowID, Table) throws -> Bool
    /// Whether it must still be of the content when it goes. What was archived as it is must not; but a stray part's
    /// message may have come, and another row may have come in the place of one that is in no archive.
    var isLoose = false
    /// The version of the database in which all rows of the content were what was archived; nil: unknown.
    var comparedAt: DataVersion?
    /// Whether rows of the content that were not archived are expected: then each is looked at without the lock first.
    let mayHoldOthers: Bool
    /// Asked in each transaction whether rows of a session may still go.
    let mayGo: (SessionID) throws -> Bool
  }

  private let connection: Connection
  private let rows: SessionRows
  private let pacer: LockPacer
  private let betweenSlices: () throws -> Void
  private var deletes: [String: Statement] = [:]

  /// So many rows are compared before those go that are what was archived: a look that lasts would keep the log from
  /// being emptied.
  private static let comparedAtOnce = 4_096
  private static let longestLook = Duration.milliseconds(250)

  /// A sweep over a connection that is set up for deletes.
  ///
  /// - Parameter betweenSlices: called after each transaction.
  init(
    connection: Connection, rows: SessionRows, pacer: LockPacer, betweenSlices: @escaping () throws -> Void
  ) {
    self.connection = connection
    self.rows = rows
    self.pacer = pacer
    self.betweenSlices = betweenSlices
  }

  /// Deletes what is ordered.
  ///
  /// - Returns: how many rows went.
  /// - Throws: `SQLiteError`, `Interrupted`.
  func run(_ order: Order) throws -> Int {
    // Children before parents: a part is found through its message.
    let tables = rows.schema.ownedTables(of: order.content).reversed()
    var sweeps = order.sessions.flatMap { session in
      tables.map { TableSweep(session: session, table: $0.table, condition: $0.belongsToSession) }
    }
    var current = sweeps.startIndex
    while current < sweeps.endIndex {
      try lookUp(&sweeps[current...])
      let end = sweeps[current...].firstIndex { !$0.isLookedUp } ?? sweeps.endIndex
      while let next = sweeps[current..<end].firstIndex(where: { !$0.isAtEnd }) {
        current = next
        if order.mayHoldOthers {
          try sweepComparing(&sweeps[current], order)
        } else {
          try sweepSlice(&sweeps, from: &current, to: end, order)
        }
      }
      current = end
    }
    return sweeps.reduce(0) { $0 + $1.deleted }
  }

  // MARK: Slices

  /// One transaction's share of rows of which all are expected to go.
  private func sweepSlice(
    _ sweeps: inout [TableSweep], from current: inout Int, to end: Int, _ order: Order
  ) throws {
    try pacer.transaction(on: connection) {
      let isQuiet = try order.comparedAt != nil && connection.dataVersion() == order.comparedAt
      // One step at least, or a disk that takes as long as the budget for it would keep this from ever ending.
      repeat {
        try delete(from: &sweeps[current], \.pending, order, isQuiet: isQuiet)
        if sweeps[current].isAtEnd { current += 1 }
      } while current < end && !pacer.isOverBudget
    }
    try betweenSlices()
  }

  /// Looks at the next rows of a table without the lock, and deletes those of them that are what was archived.
  private func sweepComparing(_ sweep: inout TableSweep, _ order: Order) throws {
    let version = try connection.dataVersion()
    sweep.ready = try connection.transaction(.deferred) {
      let watch = ContinuousClock.now
      var ready: [RowID] = []
      var count = 0
      while count < Self.comparedAtOnce, .now - watch < Self.longestLook, let rowid = sweep.pending.popFirst()
      {
        count += 1
        if try order.isOrdered(rowid, sweep.table) { ready.append(rowid) }
      }
      return ready[...]
    }
    while !sweep.ready.isEmpty {
      try pacer.transaction(on: connection) {
        let isQuiet = try connection.dataVersion() == version
        try delete(from: &sweep, \.ready, order, isQuiet: isQuiet)
      }
      try betweenSlices()
    }
  }

  /// Deletes rows in the order of their ids until the lock's budget is used up; none when they may no longer go.
  private func delete(
    from sweep: inout TableSweep, _ queue: WritableKeyPath<TableSweep, ArraySlice<RowID>>, _ order: Order,
    isQuiet: Bool
  ) throws {
    guard try !sweep[keyPath: queue].isEmpty && order.mayGo(sweep.session) else {
      (sweep.pending, sweep.ready) = ([], [])
      return
    }
    let delete = try statement(sweep, order)
    while let rowid = sweep[keyPath: queue].popFirst() {
      // When somebody wrote since the comparison, each row must be shown again to be what was archived.
      if try isQuiet || order.isOrdered(rowid, sweep.table) {
        try delete.bind(rowid.rawValue, at: 2)
        try delete.run()
        sweep.deleted += connection.changes
      }
      if pacer.isOverBudget { break }
    }
  }

  /// Looks up the rows of the next sweeps, without the lock: no index has the rows of a session in the order of their
  /// ids, and sorting those of a large one takes longer than a slice may. What comes to stand there afterwards is not
  /// what was archived.
  private func lookUp(_ sweeps: inout ArraySlice<TableSweep>) throws {
    try connection.transaction(.deferred) {
      var count = 0
      for index in sweeps.indices where count < TableSweep.rowsAtOnce {
        let sweep = sweeps[index]
        let rowids = try rows.rowids(
          in: sweep.table, where: sweep.condition, parameter: sweep.session.rawValue)
        count += rowids.count
        sweeps[index].pending = rowids[...]
        sweeps[index].isLookedUp = true
      }
    }
  }

  /// Deletes row `?2` of session `?1`: one that was archived as it is; of others, if it still is of the content.
  private func statement(_ sweep: TableSweep, _ order: Order) throws -> Statement {
    let sql =
      "DELETE FROM \(sweep.table.name.quotedIdentifier) WHERE \(sweep.table.rowidName) = ?2"
      + (order.isLoose ? " AND \(sweep.condition)" : "")
    let statement = try deletes[sql] ?? connection.prepare(sql)
    deletes[sql] = statement
    if order.isLoose { try statement.bind(sweep.session.rawValue, at: 1) }
    return statement
  }
}

/// How far the rows of one session in one table are swept.
private struct TableSweep {
  let session: SessionID
  let table: Table
  /// Which rows of the table are the session's.
  let condition: String
  /// The rows that were looked up and not yet looked at.
  var pending: ArraySlice<RowID> = []
  /// Those that were looked at and are to go.
  var ready: ArraySlice<RowID> = []
  var isLookedUp = false
  var deleted = 0

  var isAtEnd: Bool { pending.isEmpty && ready.isEmpty }

  /// How many rows are looked up at once, if more than one table has them: eight bytes each.
  static let rowsAtOnce = 65_536
}
