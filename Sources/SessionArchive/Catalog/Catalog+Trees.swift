internal import Glibc
internal import OpencodeStore
public import RetentionPolicy

/// Which archived sessions make a tree.
extension Catalog {
  /// The tree in which a session was archived last, or of which it is the root: every session that was archived under
  /// that root from the same database, each by its latest entry, in the order of the entries; empty when the session
  /// never was archived.
  ///
  /// A tree whose sessions went at different times lies in several files. A session whose latest entry stands under
  /// another root belongs to that one.
  ///
  /// - Parameter database: where the session came from; of two databases that had the same id, this one counts.
  /// - Throws: `SQLiteError`.
  public func latestTree(with id: SessionID, from database: String? = nil) throws -> [CatalogEntry] {
    // By the order of the entries, not by the clock, which may have gone back meanwhile.
    try entries(
      """
      JOIN (SELECT root AS tree_root, database AS tree_database FROM archived_session
        WHERE (id = ?1 OR root = ?1) AND content = 'session'
        ORDER BY database = ?2 DESC, id = ?1 DESC, entry DESC LIMIT 1)
      ON archived_session.root = tree_root AND database = tree_database
      WHERE entry = (SELECT max(later.entry) FROM archived_session AS later
        WHERE later.content = 'session' AND later.id = archived_session.id AND later.database = tree_database)
      ORDER BY entry
      """, id.rawValue, database ?? "")
  }

  /// The tree with a session as it lies in one archive file, the root first; empty when it does not.
  ///
  /// - Throws: `SQLiteError`.
  func tree(with id: SessionID, in file: String) throws -> [CatalogEntry] {
    try entries(
      """
      WHERE file = ?2 AND content = 'session' AND archived_session.root =
        (SELECT root FROM archived_session WHERE (id = ?1 OR root = ?1) AND file = ?2 AND content = 'session'
          ORDER BY id = ?1 DESC LIMIT 1)
      ORDER BY entry
      """, id.rawValue, file)
  }

  /// The earlier entry of the same session that holds the most rows, if they are more than those of this one and
  /// its file is still there.
  ///
  /// - Throws: `SQLiteError`.
  func fullerState(before entry: CatalogEntry) throws -> CatalogEntry? {
    let older = try entries(
      """
      WHERE id = ?1 AND database = ?2 AND content = 'session' AND entry <
        (SELECT entry FROM archived_session WHERE file = ?3 AND session_offset = CAST(?4 AS INTEGER))
      ORDER BY entry DESC
      """, entry.header.id.rawValue, entry.header.database, entry.file, String(entry.offset))
    return older.filter { $0.rows > entry.rows && access(directory.path + "/" + $0.file, F_OK) == 0 }
      .max { $0.rows < $1.rows }
  }

  /// Throws what kept an archive file from being read, if anything did: then it is not known what it holds.
  ///
  /// - Throws: `ArchiveError`.
  func requireReadable(_ file: String) throws {
    let path = directory.path + "/" + file
    for error in unreadableFiles {
      switch error {
      case .damaged(path, _, _), .file(path, _, _), .compression(path, _): throw error
      default: break
      }
    }
    guard access(path, F_OK) == 0 else { throw FileHandle.failure(path, "open") }
  }
}
