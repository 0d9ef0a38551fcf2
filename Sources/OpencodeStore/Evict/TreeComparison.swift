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

  /// Whether every byte of every value is what was archived, and no session has joined the tree.
  ///
  /// - Throws: `SQLiteError`.
  func isIdentical(to receipt: Receipt) throws -> Bool {
    var found: [Fingerprint] = []
    found.reserveCapacity(receipt.rows.count)
    var digest = Digest128.zero
    for (table, rowids) in try rowids(of: receipt) {
      let reader = try rows.reader(of: table)
      for rowid in rowids {
        guard let row = try reader.identity(rowid, hasher: hasher), receipt.rows.contains(row.fingerprint)
        else { return false }
        found.append(row.fingerprint)
        digest = digest + row.digest
      }
    }
    // As often as in the archive, too: a table without a key may hold equal rows.
    guard FingerprintSet(found) == receipt.rows, digest == receipt.rowsDigest else { return false }
    return try !hasNewChild(receipt)
  }

  /// Compares fingerprints for as long as the lock may be held, those of the sessions' own rows in any case: a tree
  /// that takes longer would otherwise make all writers wait for it, or never go while they write.
  ///
  /// - Throws: `SQLiteError`.
  func look(at receipt: Receipt, until isOver: () -> Bool) throws -> Look {
    let all = try rowids(of: receipt)
    let count = all.reduce(0) { $0 + $1.rowids.count }
    guard try count == receipt.rows.count && !hasNewChild(receipt) else {
      return .changed
    }
    var found: [Fingerprint] = []
    found.reserveCapacity(receipt.rows.count)
    for (table, rowids) in all {
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
