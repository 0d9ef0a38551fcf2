internal import RetentionPolicy

/// What work on a database leaves in its write-ahead log.
///
/// As long as the log holds a single frame, it belongs to that very state of the database file: a backup that is
/// copied over the file alone would be read through it, and seem damaged
/// (https://sqlite.org/howtocorrupt.html, section 1.4). So it goes with the last one who has the database open, as it
/// does when opencode ends.
public enum LeftoverLog {
  /// More than this is no leftover of ours, and would be copied back under a lock that keeps everybody out.
  private static let most = ByteCount.mebibytes(1)

  /// Removes the log if nobody has the database open, this process included.
  ///
  /// SQLite does so when the last connection closes, under an exclusive lock, so that the checkpoint that it runs
  /// needs no guard: nobody can commit. https://sqlite.org/wal.html, section 6
  ///
  /// - Throws: `SQLiteError`, `ReclaimError`; a database that is in use is no error.
  public static func remove(of path: String) throws {
    guard try FileFootprint(databasePath: path).logSize <= most else { return }
    do {
      // Also when all other work is to stop: it takes no time, and a stop is when backups are put in place.
      let connection = try Connection(
        path: path, mode: .readWrite, busyTimeout: Milliseconds(0), keepsRecords: true)
      guard try connection.isWAL() else { return }
      connection.checkpointAtClose()
    } catch let error as SQLiteError where .busy ~= error.code {}
  }
}
