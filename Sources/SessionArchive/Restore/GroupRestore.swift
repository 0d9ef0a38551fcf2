internal import OpencodeStore
internal import RetentionPolicy

/// Puts back the sessions of a tree that lie in one archive file: all of them appear at once, or none.
struct GroupRestore {
  let catalog: Catalog
  let target: RestoreTarget

  /// Puts sessions back that lie in one file and do not stand in the database.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`, `Interrupted`; none of them is back then. `UnsweptRestore` when rows had
  ///   to be left for the next pass.
  func run(_ group: [CatalogEntry]) throws -> RestoreReport.Part {
    let connection = target.connection
    let verifier = try ArchiveVerifier(directory: catalog.directory, name: group[0].file)
    let receipt = try verifier.verify(group)
    try OtherStates(catalog: catalog, target: target).sweep(besides: group)
    try target.prepare()
    let files = SideFileSink(dataFolder: target.dataFolder)
    let insertion = try TreeInsertion(
      of: receipt.sessions, root: receipt.root, into: target, spoolIn: catalog.directory)
    let isFirstTry =
      try catalog.unfinishedRestore(of: receipt.root, in: receipt.archiveFile, into: connection.path) == nil
    try catalog.beginRestore(of: group, into: connection.path)
    do {
      let rows = insertion.sink()
      _ = try verifier.verify(group) { _ in BothSinks(first: rows, second: files) }
      try insertion.finish { try files.place() }
      files.clear(keepingPlaced: true)
      return part(group, receipt, insertion, files)
    } catch {
      files.clear(keepingPlaced: false)
      guard insertion.hasBegun || !isFirstTry else {
        try catalog.endRestore(of: group, into: connection.path, restored: false)
        throw error
      }
      try undo(group, receipt, after: error)
      throw error
    }
  }

  private func part(
    _ group: [CatalogEntry], _ receipt: Receipt, _ insertion: TreeInsertion, _ files: SideFileSink
  ) -> RestoreReport.Part {
    RestoreReport.Part(
      archiveFile: receipt.archiveFile, sessions: receipt.sessions,
      rows: receipt.rowCount - insertion.laterRows, laterRows: insertion.laterRows,
      references: insertion.insertedReferences, sideFiles: files.placed,
      plainBytes: group.reduce(.zero) { $0 + $1.plainBytes })
  }

  /// Takes out again what a failed restore put in: rows that the archive holds and whose sessions are not there.
  /// Rows that others wrote are no such rows, and stay.
  private func undo(_ group: [CatalogEntry], _ receipt: Receipt, after cause: any Error) throws {
    do {
      let path = target.connection.path
      let connection = cause is Interrupted ? try unstopped(path) : target.connection
      _ = try Evictor(connection: connection, schema: target.schema, pacer: target.pacer).finish(receipt)
      try catalog.endRestore(of: group, into: path, restored: false)
    } catch {
      throw UnsweptRestore(cause: cause, sweep: error, path: target.connection.path)
    }
  }

  /// A connection that a request to stop leaves to its work: taking out takes no longer than putting in did.
  private func unstopped(_ path: String) throws -> Connection {
    try Interruption.$current.withValue(Interruption()) { try Connection(path: path, mode: .readWrite) }
  }
}
