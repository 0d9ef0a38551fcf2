internal import CSQLite
internal import RetentionPolicy

/// What a checkpoint came to.
struct CheckpointCounts {
  /// Whether another checkpoint, a writer or a reader stood in the way.
  let wasBusy: Bool
  /// The frames in the write-ahead log, 0 when SQLite could not tell.
  let frames: Int
  /// Those of them that are in the database file.
  let checkpointed: Int

  /// Whether the database file has all that the log has.
  var isComplete: Bool { !wasBusy && frames == checkpointed }
}

extension Connection {
  /// Runs a `PASSIVE` checkpoint: copies what it can without waiting for anybody. Only `GuardedCheckpoint`
  /// calls this: what it takes to be safe is known there. https://sqlite.org/c3ref/wal_checkpoint_v2.html
  ///
  /// - Parameter isLong: whether it may take long enough to be cut short when work is to stop. What was copied
  ///   by then stays copied, and in the log.
  /// - Throws: `SQLiteError`, `Interrupted`; being busy is a result.
  func passiveCheckpoint(isLong: Bool = false) throws -> CheckpointCounts {
    var frames: Int32 = 0
    var checkpointed: Int32 = 0
    func run() -> Int32 {
      sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &checkpointed)
    }
    let code = isLong ? try stoppable { run() } : run()
    guard code == SQLITE_OK || .busy ~= ResultCode(code) else { throw lastError(code, sql: "checkpoint") }
    return CheckpointCounts(
      wasBusy: code != SQLITE_OK, frames: max(0, Int(frames)), checkpointed: max(0, Int(checkpointed)))
  }

  /// Makes this connection's checkpoints cut the database file to a multiple of `size` instead of to its last
  /// page; zero undoes it. https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntlchunksize
  ///
  /// - Throws: `SQLiteError`.
  func setChunkSize(_ size: ByteCount) throws {
    // The largest that fits, of whole pages of any size.
    var chunk = Int32(min(size.bytes, Int64(Int32.max) & ~0xFFFF))
    let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_CHUNK_SIZE, &chunk)
    guard code == SQLITE_OK else { throw lastError(code, sql: "chunk size") }
  }

  /// Makes the operating system write the database file out, through the descriptor that SQLite has of it: a
  /// checkpoint that does not reach the log's end leaves that to the next one, which may hold the write lock.
  ///
  /// - Throws: `SQLiteError`.
  func syncDatabaseFile() throws { try sync(SQLITE_FCNTL_FILE_POINTER) }

  /// Waits until what was committed is on the disk, without any lock: with `synchronous=NORMAL` no commit in WAL
  /// mode waits for that. In other modes each does. https://sqlite.org/pragma.html#pragma_synchronous
  ///
  /// - Throws: `SQLiteError`.
  public func syncCommits() throws {
    if try isWAL() { try sync(SQLITE_FCNTL_JOURNAL_POINTER) }
  }

  /// https://sqlite.org/c3ref/io_methods.html
  private func sync(_ which: Int32) throws {
    var file: UnsafeMutablePointer<sqlite3_file>?
    let found = sqlite3_file_control(handle, "main", which, &file)
    guard found == SQLITE_OK, let sync = file?.pointee.pMethods?.pointee.xSync else {
      throw lastError(found == SQLITE_OK ? SQLITE_INTERNAL : found, sql: "sync")
    }
    let code = sync(file, SQLITE_SYNC_NORMAL)
    guard code == SQLITE_OK else { throw lastError(code, sql: "sync") }
  }
}
