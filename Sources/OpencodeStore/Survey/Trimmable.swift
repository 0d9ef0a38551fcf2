internal import RetentionPolicy

/// Which rows may go while their sessions stay: leaves out what somebody needs, and finds what counting does not.
struct Trimmable {
  let connection: Connection
  let schema: Schema
  let policy: Policy
  /// What the database uses.
  let usedBytes: ByteCount
  let scale: SizeScale
  let now: Timestamp
  /// What was left for another reason than that it is to stay.
  private(set) var left = LeftRows()

  /// What may go of a database.
  init(
    connection: Connection, schema: Schema, policy: Policy, usedBytes: ByteCount, scale: SizeScale,
    now: Timestamp
  ) {
    self.connection = connection
    self.schema = schema
    self.policy = policy
    self.usedBytes = usedBytes
    self.scale = scale
    self.now = now
  }

  /// Marks the sessions, of which the bytes of events and of copies were counted already.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  mutating func mark(_ census: inout SessionCensus) throws {
    try keepCopies(&census)
    try keepEvents(&census)
    try findStrayParts(&census)
  }

  /// Whether such rows go at all.
  private func isWanted(_ content: Content) -> Bool {
    policy.handling(of: content) != .keep
      && (policy.maxSize != nil || content == .events && policy.eventMaxAge != nil)
  }

  // MARK: Events

  private mutating func keepEvents(_ census: inout SessionCensus) throws {
    guard isWanted(.events), let numbered = try sessionsWithSequence(&census) else {
      return census.keep(.events)
    }
    for session in census.sessions.indices where !numbered[session] {
      if census.sessions[session].trimmable.removeValue(forKey: .events) != nil { left.unnumberedEvents += 1 }
    }
    for sql in RemoteEvents(in: schema).selections {
      try connection.prepare(sql).forEachRow { row in
        guard let session = census.index.number(in: row, at: 0) else { return }
        if census.sessions[session].trimmable.removeValue(forKey: .events) != nil { left.remoteEvents += 1 }
      }
    }
    guard policy.keepLatestEvents else { return }
    // Which rows of another table hang on an event that stays is not looked for.
    guard schema.ownedTables(of: .events).count == 1 else { return census.keep(.events) }
    let kept = try EventCensus(connection: connection, schema: schema, scale: scale).newestBytes(
      by: census.index)
    for (session, bytes) in kept.enumerated() {
      let left = (census.sessions[session].trimmable[.events] ?? .zero) - bytes
      census.sessions[session].trimmable[.events] = left > .zero ? left : nil
    }
  }

  /// Of which sessions the events have numbers that `event_sequence` has given out: others could not be put back. Nil when
  /// the tables are not as they are known.
  private func sessionsWithSequence(_ census: inout SessionCensus) throws -> [Bool]? {
    guard let numbers = EventSequence(in: schema) else { return nil }
    var numbered = [Bool](repeating: false, count: census.sessions.count)
    try connection.prepare(numbers.fitting).forEachRow { row in
      if let session = census.index.number(in: row, at: 0) { numbered[session] = true }
    }
    return numbered
  }

  // MARK: Copies

  /// Whether opencode 2 holds the content takes reading it: that is done only when the size may ask for these rows.
  private mutating func keepCopies(_ census: inout SessionCensus) throws {
    guard isWanted(.migratedCopies), let lowWater = policy.lowWater, usedBytes > lowWater,
      let copies = try MigratedCopies(connection: connection, schema: schema)
    else { return census.keep(.migratedCopies) }
    if try copies.isStillInUse(now: now) {
      left.copiesInUse = census.sessions.count { $0.trimmable[.migratedCopies] != nil }
      return census.keep(.migratedCopies)
    }
    for index in census.sessions.indices where census.sessions[index].trimmable[.migratedCopies] != nil {
      if try copies.areNeeded(by: census.sessions[index].id) {
        census.sessions[index].trimmable[.migratedCopies] = nil
        left.copiesNeeded += 1
      }
    }
  }

  // MARK: Stray parts

  private func findStrayParts(_ census: inout SessionCensus) throws {
    guard isWanted(.strayParts) else { return }
    for hanging in schema.hangingTables {
      guard case .through(_, _, _, let fallback?) = hanging.ownership else { continue }
      let estimate = try RowSizeEstimate(hanging.table, of: connection)
      let blobs = hanging.table.columns.filter(\.mayBeLong).map {
        BlobHandle(connection: connection, table: hanging.name, column: $0.name)
      }
      defer { for blob in blobs { blob.close() } }
      // The index of the parent's key holds all that the inner query asks for, so that of the table only the few rows
      // are read that it finds. https://sqlite.org/queryplanner.html, section 1.7
      let (rowid, table) = (hanging.table.rowidName, hanging.name.quotedIdentifier)
      let rows = try connection.prepare(
        "SELECT \(rowid), \(fallback.quotedIdentifier) FROM \(table) "
          + "WHERE \(rowid) IN (SELECT \(rowid) FROM \(table) WHERE \(hanging.hasNoParent))")
      try rows.forEachRow { row in
        guard let session = census.index.number(in: row, at: 1) else { return }
        let long = try blobs.reduce(0) { try $0 + ($1.move(toRow: row.integer(at: 0)) ?? 0) }
        census.sessions[session].trimmable[.strayParts, default: .zero] +=
          scale(ByteCount(Int64(estimate.bytes(longBytes: long))))
      }
    }
  }
}

extension SessionCensus {
  /// Leaves these rows of all sessions where they are.
  fileprivate mutating func keep(_ content: Content) {
    for index in sessions.indices { sessions[index].trimmable[content] = nil }
  }
}
