public import OpencodeStore
public import RetentionPolicy

/// Puts archived trees back, exactly as they were.
public struct Restorer {
  private let directory: ArchiveDirectory
  private let catalog: Catalog
  private let source: RestoreSource

  /// A restorer from the archive in a directory.
  public init(directory: ArchiveDirectory, catalog: Catalog, source: RestoreSource = .latest) {
    self.directory = directory
    self.catalog = catalog
    self.source = source
  }

  /// The database that a session was evicted from.
  ///
  /// - Throws: `ArchiveError.notArchived`, `.notInFile`, `SQLiteError`.
  public func database(of id: SessionID) throws -> String {
    let trims = try source.trims(of: id, in: catalog)
    return try (trims.isEmpty ? tree(with: id) : trims)[0].header.database
  }

  /// Puts back the tree with a session. Sessions of it that stand in the database are left as they are.
  ///
  /// What lies in one archive file is first read and checked as a whole; then all rows go in, slice by slice, each
  /// is read again and compared, and only the last transaction lets the sessions appear. So it goes file by file.
  ///
  /// - Parameters:
  ///   - connection: the database, opened for writing.
  ///   - pacer: keeps the write transactions short.
  ///   - checkpoint: keeps the database's log small meanwhile.
  ///   - dataFolder: where side files go; nil: they stay in the archive.
  /// - Throws: `ArchiveError`, `SQLiteError`, `Interrupted`; the database is then as it was before.
  ///   `UnsweptRestore` when rows had to be left for the next pass. `PartialRestore` when sessions of one file came
  ///   back and those of another did not.
  public func restore(
    _ id: SessionID, into connection: Connection, schema: Schema, pacer: LockPacer,
    checkpoint: GuardedCheckpoint, dataFolder: String?
  ) throws -> RestoreReport {
    try Self.requireNoTrigger(id, schema, connection.path)
    let target = RestoreTarget(
      connection: connection, schema: schema, pacer: pacer, checkpoint: checkpoint, dataFolder: dataFolder)
    let rows = TrimRestore(catalog: catalog, target: target)
    let trims = try source.trims(of: id, from: connection.path, in: catalog)
    if !trims.isEmpty { return try restore(trims, of: id, rows, pacer) }
    let tree = try tree(with: id, from: connection.path)
    let selection = try RestoreSelection(
      of: tree, askedFor: id, connection: connection, schema: schema)
    let restore = GroupRestore(catalog: catalog, target: target)
    var report = RestoreReport(
      root: selection.root, database: connection.path, standing: selection.standing)
    var failure = try run(restore, selection, &report)
    if failure == nil, source == .latest {
      failure = run(rows, of: report.sessions, from: tree[0].header.database, &report)
    }
    report.longestLock = pacer.longestLock
    guard let failure else { return report }
    throw report.parts.isEmpty ? failure : PartialRestore(report: report, cause: failure)
  }

  /// Puts back rows alone.
  private func restore(
    _ trims: [CatalogEntry], of id: SessionID, _ restore: TrimRestore, _ pacer: LockPacer
  ) throws -> RestoreReport {
    var report = RestoreReport(
      root: trims[0].header.root, database: restore.target.connection.path, standing: [])
    for entry in trims { report.trims.append(try restore.run(entry)) }
    if source == .events, report.trims.allSatisfy({ $0.rows == 0 && $0.leftOut == 0 }) {
      throw ArchiveError.noEvents(id: id, directory: directory.path)
    }
    report.longestLock = pacer.longestLock
    return report
  }

  /// Puts back what had gone of sessions before they went, now that they are back.
  ///
  /// - Returns: what kept something from coming back first.
  private func run(
    _ restore: TrimRestore, of sessions: [SessionID], from database: String, _ report: inout RestoreReport
  ) -> (any Error)? {
    do {
      let trims = try catalog.trims([.events, .strayParts], of: sessions, from: database)
      for entry in trims { report.trims.append(try restore.run(entry)) }
      return nil
    } catch {
      return error
    }
  }

  /// Puts back what was selected, file by file.
  ///
  /// - Returns: what kept something from coming back first. A file that cannot be read does not keep those after it
  ///   from being tried; whatever else happens does.
  private func run(
    _ restore: GroupRestore, _ selection: RestoreSelection, _ report: inout RestoreReport
  ) throws -> (any Error)? {
    var failure: (any Error)?
    for group in selection.groups {
      do {
        report.parts.append(try restore.run(group))
        if source == .latest { report.fullerStates += try fullerStates(group) }
      } catch let error as ArchiveError {
        failure = failure ?? error
      } catch {
        return error
      }
    }
    return failure
  }

  /// Notes that a tree that was put back is on the disk.
  ///
  /// - Throws: `SQLiteError`.
  public func confirm(_ report: RestoreReport) throws {
    for file in report.parts.map(\.archiveFile) {
      if let sessions = try catalog.unfinishedRestore(of: report.root, in: file, into: report.database) {
        try catalog.endRestore(of: sessions, into: report.database, restored: true)
      }
    }
  }

  private func tree(with id: SessionID, from database: String? = nil) throws -> [CatalogEntry] {
    guard case .file(let file) = source else {
      let tree = try catalog.latestTree(with: id, from: database)
      if tree.isEmpty { throw ArchiveError.notArchived(id: id, directory: directory.path) }
      return tree
    }
    let tree = try catalog.tree(with: id, in: file)
    guard tree.isEmpty else { return tree }
    try catalog.requireReadable(file)
    throw ArchiveError.notInFile(id: id, path: directory.path + "/" + file)
  }

  static func requireNoTrigger(_ id: SessionID, _ schema: Schema, _ path: String) throws {
    guard let trigger = schema.insertTriggers.first else { return }
    throw ArchiveError.cannotRestore(
      id: id, path: path, why: "its trigger “\(trigger)” would change other rows when these are put back")
  }

  /// Where the archive holds more of sessions that came back.
  private func fullerStates(_ group: [CatalogEntry]) throws -> [RestoreReport.FullerState] {
    try group.compactMap { entry in
      try catalog.fullerState(before: entry).map {
        RestoreReport.FullerState(
          id: entry.header.id, archiveFile: $0.file, rows: $0.rows, restoredRows: entry.rows)
      }
    }
  }
}
