public import RetentionPolicy

/// Takes rows that nobody misses out of the database, while their sessions stay: only what the archive holds, or what is
/// to lie nowhere because the user said so.
public final class Trimmer {
  private let connection: Connection
  private let schema: Schema
  private let rows: SessionRows
  private let sweep: RowSweep
  private let hasher = RowHasher()
  private let conditions: TrimConditions

  /// A trimmer for a connection of its own, opened for writing.
  ///
  /// - Parameter betweenSlices: called after each transaction.
  /// - Throws: `SQLiteError`.
  public init(
    connection: Connection, schema: Schema, pacer: LockPacer, betweenSlices: @escaping () throws -> Void = {}
  ) throws {
    self.connection = connection
    self.schema = schema
    rows = SessionRows(connection: connection, schema: schema)
    sweep = RowSweep(connection: connection, rows: rows, pacer: pacer, betweenSlices: betweenSlices)
    conditions = try TrimConditions(connection: connection, schema: schema, rows: rows)
    try connection.prepareForDeletes()
  }

  /// Deletes rows of one session that the archive holds. Rows that came meanwhile stay.
  ///
  /// - Returns: how many went; nil when the rows are not what was archived any more: then none went.
  /// - Throws: `SQLiteError`, `Interrupted`. What went by then is in the archive.
  public func trim(_ receipt: Receipt, _ content: Content) throws -> Int? {
    guard try connection.transaction(.deferred, { try isUnchanged(receipt, content) }) else { return nil }
    return try run(receipt.sessions, content, isLoose: content == .strayParts) {
      [rows, hasher] rowid, table in
      try rows.reader(of: table).fingerprint(rowid, hasher: hasher).map(receipt.rows.contains) ?? false
    }
  }

  /// Deletes rows of one session that are to lie nowhere.
  ///
  /// - Returns: how many went.
  /// - Throws: `SQLiteError`, `Interrupted`.
  public func discard(_ order: DiscardOrder) throws -> Int {
    try run([order.session], order.content, isLoose: true) { row, table in
      order.rows[table.name]?.contains(row) ?? false
    }
  }

  /// Whether every row that was archived stands there still, byte for byte. In the slices the size of a long value and
  /// its beginning are enough then.
  private func isUnchanged(_ receipt: Receipt, _ content: Content) throws -> Bool {
    var digest = Digest128.zero
    var found: [Fingerprint] = []
    for (table, condition) in schema.ownedTables(of: content) {
      let reader = try rows.reader(of: table)
      for session in receipt.sessions {
        for rowid in try rows.rowids(in: table, where: condition, parameter: session.rawValue) {
          guard let row = try reader.identity(rowid, hasher: hasher),
            receipt.rows.contains(row.fingerprint)
          else { continue }
          found.append(row.fingerprint)
          digest = digest + row.digest
        }
      }
    }
    return FingerprintSet(found) == receipt.rows && digest == receipt.rowsDigest
  }

  private func run(
    _ sessions: [SessionID], _ content: Content, isLoose: Bool,
    isOrdered: @escaping (RowID, Table) throws -> Bool
  ) throws -> Int {
    // What a later schema adds is not in the archive.
    guard try schema.isCurrent(on: connection) else { return 0 }
    return try sweep.run(
      RowSweep.Order(
        sessions: sessions, content: content, isOrdered: isOrdered, isLoose: isLoose, mayHoldOthers: true,
        mayGo: { [conditions] in try conditions.hold(for: content, of: $0) }))
  }
}
