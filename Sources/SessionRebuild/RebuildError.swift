public import RetentionPolicy

/// Why a session was not rebuilt. The database is as it was, and no file was left.
public enum RebuildError: Error, Hashable, Sendable {
  /// Neither the database nor the archive holds an event of it.
  case noEvents(id: SessionID, database: String?, archive: String)
  /// Its events hold no copy of it, nor of a message, that could be read.
  case nothingToRebuild(id: SessionID, events: Int)
  /// It stands in the database.
  case stands(id: SessionID, path: String)
  /// The archive holds it whole: a restore brings it back as it was.
  case archivedWhole(id: SessionID, file: String, archived: Timestamp)
  /// A pass took rows of it that no event holds (todos, its sequence) as those of a session that does not exist.
  case rowsArchived(id: SessionID, file: String)
  /// It was deleted after the last copy, by the event with this number.
  case deleted(id: SessionID, sequence: Int64)
  /// The database has no tables of opencode 1.
  case noTables(id: SessionID, path: String)
  /// The project that it belongs to is gone, and there is none in its place; nil: it is not known which it was.
  case noProject(id: SessionID, path: String, project: String?)
  /// The database does not take the rows.
  case cannotTake(id: SessionID, path: String, why: String)
  /// It came into the database, by an import, while it was rebuilt. Rows that were in by then stay with it.
  case appeared(id: SessionID, path: String)
  /// A file stands where the export is to go.
  case exportExists(path: String)
  /// The export could not be written; nil: standard output.
  case export(path: String?, operation: String, code: Int32)
  /// Several databases hold rows of it.
  case severalDatabases(id: SessionID, paths: [String])
}

/// A session was not rebuilt, and the rows that were in the database by then could not be taken out again. opencode
/// shows none of them.
public struct UnfinishedRebuild: Error {
  /// Why it was not rebuilt.
  public let cause: any Error
  /// Why its rows could not be taken out.
  public let removal: any Error
  /// The database.
  public let path: String
}
