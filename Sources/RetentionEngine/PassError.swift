public import OpencodeStore

/// Why a pass did not begin or did not go on, where no other room has a name for it.
public enum PassError: Error, Hashable, Sendable {
  /// There is no such database.
  case missing(path: String)
  /// It is a folder, a device or a pipe.
  case notAFile(path: String)
  /// It may not be read or written.
  case noAccess(path: String, code: Int32)
  /// An operation on a file or folder of our own failed.
  case file(path: String, operation: String, code: Int32)
  /// Something finds no room on a disk.
  case insufficientSpace(SpaceShortage)
  /// Another retentiond is at work on the same archive.
  case locked(path: String, holder: String)
  /// Another retentiond, with another archive, is at rows of databases in this folder whose sessions do not stand there.
  case looseRows(folder: String)
  /// A database lies where SQLite's locks cannot be relied on, and writing there was not allowed.
  case foreignFileSystem(path: String, ForeignFileSystem)
}
