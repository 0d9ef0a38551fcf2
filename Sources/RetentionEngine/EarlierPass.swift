internal import Glibc
internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Finishes what an earlier pass, or a restore, left half done in a database when it was interrupted.
///
/// It is the first thing that a pass does. A restore does not: what other trees have left keeps nobody from
/// anything, and rows of its own tree that stand there it takes as they are.
struct EarlierPass {
  let path: String
  let connection: Connection
  let schema: Schema
  let catalog: Catalog
  let pause: Pause

  /// Removes rows of trees that the archive holds: those whose sessions are not in the database, and only what the
  /// archive is seen to hold.
  ///
  /// - Returns: whether there was anything to do, before which the database was found sound.
  /// - Throws: `SQLiteError`, corrupt when it is not.
  func finish(_ report: inout PassReport) throws -> Bool {
    try lookAtRebuilt()
    try catalog.settleTrims(of: path)
    let restores = try catalog.unfinishedRestores(into: path)
    guard try !restores.isEmpty || !catalog.unfinishedEvictions(of: path).isEmpty else { return false }
    try DatabaseCheck.requireSound(connection)
    let evictor = try Evictor(connection: connection, schema: schema, pacer: LockPacer(pause: pause))
    var finished = 0
    // Restores first: they may have put back what an unfinished eviction had taken.
    for tree in restores {
      let gone = try gone(of: tree)
      if !gone.isEmpty {
        guard try sweep(gone, evictor, &report) else { continue }
        finished += 1
      }
      // What a restore put in may still be lost in a power failure: then it must not be called restored.
      try connection.syncCommits()
      catalog.removePartialSideFiles(of: tree, dataFolder: dataFolder)
      try catalog.endRestore(of: tree, into: path, restored: gone.isEmpty)
    }
    for tree in try catalog.unfinishedEvictions(of: path) {
      let gone = try gone(of: tree)
      if !gone.isEmpty {
        guard try sweep(gone, evictor, &report) else { continue }
        try removeSideFiles(of: gone, &report)
        finished += 1
      }
      // What stands was not evicted, or came back: it is planned, and archived, anew.
      let ids = Set(gone.map(\.header.id))
      try catalog.mark(gone.map(\.header.id), in: tree[0].file, as: .evicted)
      try catalog.mark(
        tree.map(\.header.id).filter { !ids.contains($0) }, in: tree[0].file, as: .superseded)
    }
    if finished > 0 { report.warnings.append(.finishedEarlierPass(trees: finished)) }
    return true
  }

  /// After the catalog was lost: finds the sessions whose rows stand in the database without them, as after an
  /// eviction that was cut off.
  private func lookAtRebuilt() throws {
    let entries = try catalog.rebuilt(of: path)
    guard !entries.isEmpty else { return }
    let traces = try connection.transaction(.deferred) {
      try SessionTraces(of: entries.map(\.header.id), connection: connection, schema: schema)
    }
    for (file, entries) in Dictionary(grouping: entries, by: \.file) {
      let states = Dictionary(grouping: entries.map(\.header.id)) { id -> CatalogEntry.State in
        traces.standing.contains(id) ? .archived : traces.rowsOnly.contains(id) ? .evicting : .evicted
      }
      for (state, ids) in states { try catalog.mark(ids, in: file, as: state) }
    }
  }

  private func gone(of tree: [CatalogEntry]) throws -> [CatalogEntry] {
    let rows = SessionRows(connection: connection, schema: schema)
    return try tree.filter { try !rows.exists($0.header.id) }
  }

  /// Sweeps what is left of sessions; false when the archive does not prove to hold them. Such rows stay, and keep
  /// no later pass from its work.
  private func sweep(_ gone: [CatalogEntry], _ evictor: Evictor, _ report: inout PassReport) throws -> Bool {
    do {
      _ = try evictor.finish(try catalog.verify(gone))
      // Nor must rows be called gone that may come back, or their side files go before them.
      try connection.syncCommits()
      return true
    } catch let error as ArchiveError {
      report.warnings.append(.unreadableArchive(error))
      return false
    }
  }

  private func removeSideFiles(of gone: [CatalogEntry], _ report: inout PassReport) throws {
    for file in try catalog.unchangedSideFiles(of: gone, dataFolder: dataFolder) {
      report.remove(file)
    }
  }

  private var dataFolder: String { DatabaseFile(path: path).folder }
}

extension PassReport {
  /// Removes a side file of an evicted session.
  mutating func remove(_ file: SideFile) {
    guard unlink(file.path) != 0, errno != ENOENT else { return }
    warnings.append(.sideFileLeft(path: file.path, code: errno))
  }
}
