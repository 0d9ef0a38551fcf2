public import OpencodeStore
public import RetentionPolicy

/// Puts archived trees back, exactly as they were.
public struct Restorer {
  private let directory: ArchiveDirectory
  private let catalog: Catalog

  /// A restorer from the archive in a directory.
  public init(directory: ArchiveDirectory, catalog: Catalog) {
    self.directory = directory
    self.catalog = catalog
  }

  /// The database that a session was evicted from.
  ///
  /// - Throws: `ArchiveError.notArchived`, `SQLiteError`.
  public func database(of id: SessionID) throws -> String {
    try tree(with: id)[0].header.database
  }

  /// Puts back the tree in which a session was archived last.
  ///
  /// The archive is first read and checked as a whole; then all rows go in, slice by slice, each is read again
  /// and compared, and only the last transaction lets the tree appear. Of a tree some of whose sessions came back
  /// while it was evicted, the others are put back.
  ///
  /// - Parameters:
  ///   - connection: the database, opened for writing.
  ///   - pacer: keeps the write transactions short.
  ///   - checkpoint: keeps the database's log small meanwhile.
  ///   - dataFolder: where side files go; nil: they stay in the archive.
  /// - Throws: `ArchiveError`, `SQLiteError`, `Interrupted`; the database is then as it was before.
  ///   `UnsweptRestore` when rows had to be left for the next pass.
  public func restore(
    _ id: SessionID, into connection: Connection, schema: Schema, pacer: LockPacer,
    checkpoint: GuardedCheckpoint, dataFolder: String?
  ) throws -> RestoreReport {
    try requireNoTrigger(id, schema, connection.path)
    let tree = try absent(of: try tree(with: id, from: connection.path), id, connection, schema)
    let verifier = try ArchiveVerifier(directory: directory, name: tree[0].file)
    let receipt = try verifier.verify(tree)
    try connection.execute("PRAGMA foreign_keys=OFF")
    // A power failure may take back what is put back as long as the log is not synced; until that is done the
    // catalog calls the restore unfinished. https://sqlite.org/pragma.html#pragma_synchronous
    try connection.execute("PRAGMA synchronous=NORMAL")
    let files = SideFileSink(dataFolder: dataFolder)
    let insertion = try TreeInsertion(
      of: receipt.sessions, root: receipt.root, into: connection, schema: schema, pacer: pacer,
      checkpoint: checkpoint, spoolIn: directory)
    let isFirstTry = try unfinished(receipt.root, receipt.archiveFile, into: connection.path) == nil
    try catalog.beginRestore(of: tree, into: connection.path)
    do {
      let rows = insertion.sink()
      _ = try verifier.verify(tree) { _ in BothSinks(first: rows, second: files) }
      try insertion.finish { try files.place() }
      files.clear(keepingPlaced: true)
      return RestoreReport(
        root: receipt.root, sessions: receipt.sessions, database: connection.path,
        archiveFile: receipt.archiveFile, rows: receipt.rowCount - insertion.laterRows,
        laterRows: insertion.laterRows, references: insertion.insertedReferences, sideFiles: files.placed,
        plainBytes: tree.reduce(.zero) { $0 + $1.plainBytes }, longestLock: pacer.longestLock)
    } catch {
      files.clear(keepingPlaced: false)
      guard insertion.hasBegun || !isFirstTry else {
        try catalog.endRestore(of: tree, into: connection.path, restored: false)
        throw error
      }
      try undo(tree, receipt, connection, schema, pacer, after: error)
      throw error
    }
  }

  /// Notes that a tree that was put back is on the disk.
  ///
  /// - Throws: `SQLiteError`.
  public func confirm(_ report: RestoreReport) throws {
    guard let tree = try unfinished(report.root, report.archiveFile, into: report.database) else { return }
    try catalog.endRestore(of: tree, into: report.database, restored: true)
  }

  /// The sessions of a tree in a file whose restore into a database began and did not end.
  private func unfinished(
    _ root: SessionID, _ file: String, into database: String
  ) throws -> [CatalogEntry]? {
    try catalog.unfinishedRestores(into: database).first {
      $0[0].header.root == root && $0[0].file == file
    }
  }

  private func tree(with id: SessionID, from database: String? = nil) throws -> [CatalogEntry] {
    let tree = try catalog.latestTree(with: id, from: database)
    if tree.isEmpty { throw ArchiveError.notArchived(id: id, directory: directory.path) }
    return tree
  }

  private func requireNoTrigger(_ id: SessionID, _ schema: Schema, _ path: String) throws {
    guard let trigger = schema.insertTriggers.first else { return }
    throw ArchiveError.cannotRestore(
      id: id, path: path, why: "its trigger “\(trigger)” would change other rows when these are put back")
  }

  /// The sessions of a tree that are to be put back: all of them, but for those that stand in the database because
  /// they came back by themselves.
  private func absent(
    of tree: [CatalogEntry], _ id: SessionID, _ connection: Connection, _ schema: Schema
  ) throws -> [CatalogEntry] {
    let rows = SessionRows(connection: connection, schema: schema)
    let standing = try tree.filter { try rows.exists($0.header.id) }
    if let session = standing.first(where: { $0.state != .superseded || $0.header.id == id }) {
      throw ArchiveError.exists(id: session.header.id, path: connection.path)
    }
    let back = Set(standing.map(\.header.id))
    return tree.filter { !back.contains($0.header.id) }
  }

  /// Takes out again what a failed restore put in: rows that the archive holds and whose sessions are not there.
  /// Rows that others wrote are no such rows, and stay.
  private func undo(
    _ tree: [CatalogEntry], _ receipt: Receipt, _ connection: Connection, _ schema: Schema,
    _ pacer: LockPacer, after cause: any Error
  ) throws {
    do {
      let connection = cause is Interrupted ? try unstopped(connection.path) : connection
      _ = try Evictor(connection: connection, schema: schema, pacer: pacer).finish(receipt)
      try catalog.endRestore(of: tree, into: connection.path, restored: false)
    } catch {
      throw UnsweptRestore(cause: cause, sweep: error, path: connection.path)
    }
  }

  /// A connection that a request to stop leaves to its work: taking out takes no longer than putting in did.
  private func unstopped(_ path: String) throws -> Connection {
    try Interruption.$current.withValue(Interruption()) { try Connection(path: path, mode: .readWrite) }
  }
}
