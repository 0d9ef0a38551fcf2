internal import OpencodeStore
internal import RetentionPolicy

/// Puts rows back that went while their session stayed, where they are not there again. Each row counts for itself: what an
/// interruption leaves is put back the next time.
struct TrimRestore {
  let catalog: Catalog
  let target: RestoreTarget

  /// Puts back what one element of an archive file holds.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`, `Interrupted`.
  func run(_ entry: CatalogEntry) throws -> RestoreReport.Rows {
    let content = entry.header.content
    let verifier = try ArchiveVerifier(directory: catalog.directory, name: entry.file)
    let numbers = try numbers(of: entry)
    let collisions = numbers?.collisions()
    let receipt = try verifier.verify([entry], sink: collisions.map { sink in { _ in sink } })
    var report = RestoreReport.Rows(
      session: entry.header.id, content: content, archiveFile: entry.file)
    if try collisions?.areThere ?? false || isOfOtherOpencode(entry) || isUncounted(entry, numbers) {
      report.leftOut = receipt.rowCount
      return report
    }
    try target.prepare()
    let insertion = try TreeInsertion(
      of: receipt.sessions, content, root: entry.header.root, into: target, spoolIn: catalog.directory,
      numbers: numbers)
    let files = SideFileSink(dataFolder: target.dataFolder)
    do {
      let rows = insertion.sink()
      _ = try verifier.verify([entry]) { _ in BothSinks(first: rows, second: files) }
      try insertion.finish { try files.place() }
      files.clear(keepingPlaced: true)
    } catch {
      files.clear(keepingPlaced: false)
      throw error
    }
    // A power failure may take rows back: then they must not be called restored.
    try target.connection.syncCommits()
    if target.connection.path == entry.header.database {
      try catalog.mark([entry.header.id], content, in: entry.file, as: .restored)
    }
    report.rows = insertion.newRows
    report.laterRows = insertion.laterRows
    report.leftOut = insertion.rowsAhead
    report.sideFiles = files.placed
    if report.rows > 0 || !files.placed.isEmpty { report.plainBytes = entry.plainBytes }
    return report
  }

  /// Whether the events are opencode 1's and the database is one of opencode 2 by now: its import empties the table and
  /// begins to count anew.
  private func isOfOtherOpencode(_ entry: CatalogEntry) -> Bool {
    entry.header.content == .events && entry.header.generation == .v1 && target.schema.generation != .v1
  }

  /// Whether the session stands without its row of `event_sequence`, as where opencode 2 deleted it and the copy of
  /// opencode 1 came back: none of its numbers has been given out.
  private func isUncounted(_ entry: CatalogEntry, _ numbers: EventNumbers?) throws -> Bool {
    guard let numbers else { return false }
    let rows = SessionRows(connection: target.connection, schema: target.schema)
    return try target.connection.transaction(.deferred) {
      try numbers.look()
      return try rows.exists(entry.header.id) && !numbers.areCounted
    }
  }

  /// What is to be known of the numbers of events that come back to a session; nil where none do.
  private func numbers(of entry: CatalogEntry) throws -> EventNumbers? {
    guard entry.header.content == .events else { return nil }
    return try EventNumbers(of: entry.header.id, connection: target.connection, schema: target.schema)
  }
}
