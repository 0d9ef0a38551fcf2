internal import OpencodeStore
internal import RetentionPolicy

/// Puts rows back that went while their session stayed, where they are not there again. Each row counts for itself: what an
/// interruption leaves is put back the next time.
struct TrimRestore {
  let directory: ArchiveDirectory
  let catalog: Catalog
  let connection: Connection
  let schema: Schema
  let pacer: LockPacer
  let checkpoint: GuardedCheckpoint
  let dataFolder: String?

  /// Puts back what one element of an archive file holds.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`, `Interrupted`.
  func run(_ entry: CatalogEntry) throws -> RestoreReport.Rows {
    let content = entry.header.content
    let verifier = try ArchiveVerifier(directory: directory, name: entry.file)
    let receipt = try verifier.verify([entry])
    try connection.execute("PRAGMA foreign_keys=OFF")
    try connection.execute("PRAGMA synchronous=NORMAL")
    let insertion = try TreeInsertion(
      of: receipt.sessions, content, root: entry.header.root, into: connection, schema: schema, pacer: pacer,
      checkpoint: checkpoint, spoolIn: directory)
    let files = SideFileSink(dataFolder: dataFolder)
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
    try connection.syncCommits()
    if connection.path == entry.header.database {
      try catalog.mark([entry.header.id], content, in: entry.file, as: .restored)
    }
    return RestoreReport.Rows(
      session: entry.header.id, content: content, archiveFile: entry.file,
      rows: receipt.rowCount - insertion.laterRows, laterRows: insertion.laterRows,
      plainBytes: entry.plainBytes)
  }
}
