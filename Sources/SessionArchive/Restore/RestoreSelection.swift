internal import OpencodeStore
internal import RetentionPolicy

/// What is to be put back of a tree: the sessions that do not stand in the database, by archive file.
struct RestoreSelection {
  /// The root of the tree.
  let root: SessionID
  /// The sessions to put back, those of one file together and in its order. The file with the root comes first, so
  /// that what is interrupted between two files leaves a tree and no sessions without one.
  let groups: [[CatalogEntry]]
  /// The sessions that stand in the database.
  let standing: [SessionID]

  /// The selection from a tree's entries.
  ///
  /// - Parameter id: the session that was asked for.
  /// - Throws: `ArchiveError.exists` when all sessions stand in the database, `SQLiteError`.
  init(of tree: [CatalogEntry], askedFor id: SessionID, connection: Connection, schema: Schema) throws {
    let root = tree[0].header.root
    let rows = SessionRows(connection: connection, schema: schema)
    let standing = try tree.map(\.header.id).filter { try rows.exists($0) }
    let absent = tree.filter { !standing.contains($0.header.id) }
    guard !absent.isEmpty else { throw ArchiveError.exists(id: id, path: connection.path) }
    let groups = Dictionary(grouping: absent, by: \.file)
    let rootFile = tree.first { $0.header.id == root }?.file
    var files: [String] = []
    for file in [rootFile].compactMap(\.self) + absent.map(\.file)
    where groups[file] != nil && !files.contains(file) { files.append(file) }
    self.root = root
    self.groups = files.compactMap { groups[$0] }
    self.standing = standing
  }
}
