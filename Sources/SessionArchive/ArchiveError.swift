public import RetentionPolicy

/// Why archiving, verifying or restoring did not happen. Nothing was deleted from the database.
public enum ArchiveError: Error, Hashable, Sendable {
  /// An operation on a file or folder failed.
  case file(path: String, operation: String, code: Int32)
  /// libzstd reported a failure.
  case compression(path: String, message: String)
  /// The archive file is not what was written, or is no archive of ours.
  case damaged(path: String, offset: Int64, why: String)
  /// What was read back is not what the database holds.
  case differs(path: String, session: SessionID, why: String)
  /// The archive directory is not a folder.
  case notAFolder(path: String)
  /// No archive holds the session.
  case notArchived(id: SessionID, directory: String)
  /// No archive holds events of the session that are not back, or are of a session that went.
  case noEvents(id: SessionID, directory: String)
  /// The archive file that was asked for does not hold the session.
  case notInFile(id: SessionID, path: String)
  /// The archive file that was asked for does not lie in the archive directory.
  case notInDirectory(path: String, directory: String)
  /// The session, and all of its tree, stands in the database.
  case exists(id: SessionID, path: String)
  /// The session came into the database, by an import, while its tree was put back. Rows that had been put back by
  /// then stay with it.
  case appeared(id: SessionID, path: String)
  /// What these rows of a session hang on does not stand in the database.
  case absent(id: SessionID, what: String, path: String)
  /// The database cannot take the rows as they are.
  case cannotRestore(id: SessionID, path: String, why: String)
}
