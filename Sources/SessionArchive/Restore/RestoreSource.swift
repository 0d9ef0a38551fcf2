internal import OpencodeStore
internal import RetentionPolicy

/// What a restore takes from the archive.
public enum RestoreSource: Hashable, Sendable {
  /// Each session of a tree as it was archived last, and what had gone of it before.
  case latest
  /// The events of the sessions of a tree that stand in the database.
  case events
  /// A tree, or rows of a session, as they lie in this archive file.
  case file(String)

  /// The rows that come back alone, without a session; none when sessions come back.
  ///
  /// - Parameter database: where they went from; nil: the one from which rows of the session went last.
  /// - Throws: `ArchiveError.noEvents`, `SQLiteError`.
  func trims(of id: SessionID, from database: String? = nil, in catalog: Catalog) throws -> [CatalogEntry] {
    switch self {
    case .latest: return []
    case .file(let file):
      return try catalog.tree(with: id, in: file).isEmpty ? catalog.trims(of: id, in: file) : []
    case .events:
      let events = try catalog.events(ofTreeWith: id, from: database)
      guard !events.isEmpty else { throw ArchiveError.noEvents(id: id, directory: catalog.directory.path) }
      return events
    }
  }
}
