internal import Glibc
internal import OpencodeStore
internal import SessionArchive

/// Where a session is put together, so that memory does not grow with it: its values, and what is known of them and of
/// the events. Both files are without a name, in the archive's folder.
struct WorkFiles {
  let values: ValueFile
  let scratch: Connection
  private let directory: ArchiveDirectory

  /// Makes the files.
  ///
  /// - Throws: `ArchiveError.file`, `SQLiteError`.
  init(directory: ArchiveDirectory) throws {
    self.directory = directory
    values = try ValueFile(directory: directory)
    scratch = try ScratchDatabase.open(in: directory)
    // A commit after each row would write its page each time.
    try scratch.execute("BEGIN")
  }

  /// Writes what the scratch database still has in memory: from now on it is only read, and needs no more room.
  ///
  /// - Throws: `SQLiteError`.
  func settle() throws { try scratch.execute("COMMIT") }

  /// Does work with the files. What fails at the disk of the scratch database says nothing of any other database.
  ///
  /// - Throws: `ArchiveError.file` in place of such an `SQLiteError`, or what `body` throws.
  func use<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as SQLiteError where error.path == scratch.path {
      let code: Int32? =
        switch error.code.primary {
        case .full: ENOSPC
        case .inputOutput, .corrupt: error.systemError == 0 ? EIO : error.systemError
        default: nil
        }
      guard let code else { throw error }
      throw ArchiveError.file(path: directory.path, operation: "put the session together in", code: code)
    }
  }
}
