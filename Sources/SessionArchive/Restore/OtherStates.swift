internal import OpencodeStore
internal import RetentionPolicy

/// What an interrupted pass or restore left in the database of other states of the sessions that are to be put
/// back: their rows would hang on these. The archive is seen to hold what is removed.
struct OtherStates {
  let catalog: Catalog
  let target: RestoreTarget

  /// Removes such rows of sessions that do not stand in the database.
  ///
  /// - Throws: `ArchiveError` when the archive does not prove to hold them, `SQLiteError`.
  func sweep(besides group: [CatalogEntry]) throws {
    let connection = target.connection
    let wanted = Dictionary(uniqueKeysWithValues: group.map { ($0.header.id, $0.file) })
    func others(_ trees: [[CatalogEntry]]) -> [[CatalogEntry]] {
      trees.map { $0.filter { wanted[$0.header.id].map { [file = $0.file] in $0 != file } ?? false } }
        .filter { !$0.isEmpty }
    }
    let restores = others(try catalog.unfinishedRestores(into: connection.path))
    let evictions = others(try catalog.unfinishedEvictions(of: connection.path))
    guard !(restores + evictions).isEmpty else { return }
    let evictor = try Evictor(connection: connection, schema: target.schema, pacer: target.pacer)
    for tree in restores + evictions { _ = try evictor.finish(try catalog.verify(tree)) }
    // A power failure must not bring rows back that nobody would look for. An eviction keeps its note: the next
    // pass sees what became of it.
    try connection.syncCommits()
    for tree in restores { try catalog.endRestore(of: tree, into: connection.path, restored: false) }
  }
}
