internal import RetentionPolicy

/// Compares a tree in the database with its receipt. The caller holds the transaction.
struct TreeComparison {
  let connection: Connection
  let schema: Schema
  let rows: SessionRows
  let hasher: RowHasher

  /// What a look under the lock found.
  enum Look {
    /// The tree is not what was archived.
    case changed
    /// All its rows are what was archived.
    case same
    /// As many rows as were archived, and those that there was time for are what was archived: each of the others
    /// must be looked at before it goes.
    case sameInPart
  }

  /// What was seen of a tree when all of it was what was archived.
  struct Rows {
    /// By table, the sessions' own first.
    let rowids: [(table: Table, rowids: [RowID])]
    /// How many there were, as `count(of:)` counts.
    let count: Int64
  }

  /// The tree's rows when every byte of every value is what was archived, and no session has joined the tree; nil when
  /// not.
  ///
  /// - Throws: `SQLiteError`.
  func rows(identicalTo receipt: Receipt) throws -> Rows? {
    var found: [Fingerprint] = []
    found.reserveCapacity(receipt.rows.count)
    var digest = Digest128.zero
    let all = try rowids(of: receipt)
    for (table, rowids) in all {
      let reader = try rows.reader(of: table)
      for rowid in rowids {
        guard let row = try reader.identity(rowid, hasher: hasher), receipt.rows.contains(row.fingerprint)
        else { return nil }
        found.append(row.fingerprint)
        digest = digest + row.digest
      }
    }
    // As often as in the archive, too: a table without a key may hold equal rows.
    guard FingerprintSet(found) == receipt.rows, digest == receipt.rowsDigest else { return nil }
    return try hasNewChild(receipt) ? nil : Rows(rowids: all, count: count(of: receipt))
  }

  /// Compares a tree that was identical a moment ago, for as long as the lock may be held: how many rows it has, and
  /// their fingerprints, those of the sessions' own rows in any case. A tree that takes longer would otherwise make all
  /// writers wait for it, or never go while they write.
  ///
  /// - Throws: `SQLiteError`.
  func look(at receipt: Receipt, after before: Rows, until isOver: () -> Bool) throws -> Look {
    guard try count(of: receipt) == before.count && !hasNewChild(receipt) else { return .changed }
    var found: [Fingerprint] = []
    found.reserveCapacity(receipt.rows.count)
    for (table, rowids) in before.rowids {
      let reader = try rows.reader(of: table)
      // The newest first: what is still being written to is among them.
      for rowid in rowids.reversed() {
        guard let fingerprint = try reader.fingerprint(rowid, hasher: hasher),
          receipt.rows.contains(fingerprint)
        else { return .changed }
        found.append(fingerprint)
        let isLast = found.count == receipt.rows.count
        if isOver(), !isLast, !schema.sessionTables.contains(table) { return .sameInPart }
      }
    }
    return FingerprintSet(found) == receipt.rows ? .same : .changed
  }

  /// How many rows name the tree's sessions: counted in an index, some 50 ns a row, where finding the rows themselves
  /// takes twenty times as long.
  private func count(of receipt: Receipt) throws -> Int64 {
    let tables =
      schema.sessionTables.map { ($0, "\"id\" = ?1") }
      + schema.hangingTables.map { ($0.table, $0.namesSession) }
    return try tables.reduce(0) { sum, entry in
      let count = try connection.prepare(
        "SELECT count(*) FROM \(entry.0.name.quotedIdentifier) WHERE \(entry.1)")
      return try receipt.sessions.reduce(sum) { sum, session in
        try count.bind(session.rawValue, at: 1)
        var rows: Int64 = 0
        try count.forEachRow { rows = $0.integer(at: 0) }
        return sum + rows
      }
    }
  }

  /// The rows of the tree by session and table: the sessions' own first.
  private func rowids(of receipt: Receipt) throws -> [(table: Table, rowids: [RowID])] {
    try schema.ownedTables.flatMap { table, condition in
      try receipt.sessions.map { session in
        (table, try rows.rowids(in: table, where: condition, parameter: session.rawValue))
      }
    }
  }

  private func hasNewChild(_ receipt: Receipt) throws -> Bool {
    let known = Set(receipt.sessions)
    for table in schema.sessionTables {
      let children = try connection.prepare(
        "SELECT id FROM \(table.name.quotedIdentifier) WHERE parent_id = ?1")
      for session in receipt.sessions {
        try children.bind(session.rawValue, at: 1)
        var isKnown = true
        try children.forEachRow { row in
          // What the survey cannot name is no session that could join the tree.
          guard let id = SessionID(in: row, at: 0) else { return }
          isKnown = isKnown && known.contains(id)
        }
        if !isKnown { return true }
      }
    }
    return false
  }
}
