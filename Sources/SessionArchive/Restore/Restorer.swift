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
  /// The archive is first read and checked as a whole; then all rows go in, in one transaction, each is
  /// read again and compared, and only then is it committed.
  ///
  /// - Parameters:
  ///   - connection: the database, opened for writing.
  ///   - dataFolder: where side files go; nil: they stay in the archive.
  /// - Throws: `ArchiveError`, `SQLiteError`; the database is then unchanged.
  public func restore(
    _ id: SessionID, into connection: Connection, schema: Schema, dataFolder: String?
  ) throws -> RestoreReport {
    let tree = try tree(with: id, from: connection.path)
    let verifier = try ArchiveVerifier(directory: directory, name: tree[0].file)
    let receipt = try verifier.verify(tree)
    try connection.execute("PRAGMA foreign_keys=OFF")
    let report = try connection.transaction(.immediate) {
      try requireAbsent(tree, connection: connection, schema: schema)
      return try restore(tree, verifier, receipt, into: connection, schema: schema, dataFolder: dataFolder)
    }
    try catalog.mark(tree.map(\.header.id), in: tree[0].file, as: .restored)
    return report
  }

  private func tree(with id: SessionID, from database: String? = nil) throws -> [CatalogEntry] {
    let tree = try catalog.latestTree(with: id, from: database)
    if tree.isEmpty { throw ArchiveError.notArchived(id: id, directory: directory.path) }
    return tree
  }

  private func requireAbsent(_ tree: [CatalogEntry], connection: Connection, schema: Schema) throws {
    if let trigger = schema.insertTriggers.first {
      throw ArchiveError.cannotRestore(
        id: tree[0].header.root, path: connection.path,
        why: "its trigger “\(trigger)” would change other rows when these are put back")
    }
    let rows = SessionRows(connection: connection, schema: schema)
    for entry in tree {
      for table in schema.sessionTables where try !rows.rowids(of: entry.header.id, in: table).isEmpty {
        throw ArchiveError.exists(id: entry.header.id, path: connection.path)
      }
    }
  }

  private func restore(
    _ tree: [CatalogEntry], _ verifier: ArchiveVerifier, _ receipt: Receipt, into connection: Connection,
    schema: Schema, dataFolder: String?
  ) throws -> RestoreReport {
    // Rows that were not swept, or that were written after the archive, may still stand there; they stay.
    let standing = try StandingRows(of: tree, connection: connection, schema: schema)
    let sink = InsertSink(
      connection: connection, schema: schema, session: tree[0].header.root, standing: standing)
    let files = SideFileSink(dataFolder: dataFolder)
    _ = try verifier.verify(tree) { _ in BothSinks(first: sink, second: files) }
    let sideFiles = try files.write()
    return RestoreReport(
      root: tree[0].header.root, sessions: tree.map(\.header.id), database: connection.path,
      archiveFile: tree[0].file, rows: receipt.rowCount - sink.laterRows, laterRows: sink.laterRows,
      references: sink.references, sideFiles: sideFiles,
      plainBytes: tree.reduce(.zero) { $0 + $1.plainBytes })
  }
}
