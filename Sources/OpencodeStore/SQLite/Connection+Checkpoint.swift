internal import CSQLite

/// What a checkpoint does. https://sqlite.org/c3ref/wal_checkpoint_v2.html
enum CheckpointMode {
  /// Copies what it can without waiting for anybody.
  case passive
  /// Waits for writers and readers, copies all, and empties the write-ahead log's file.
  case truncate
}

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
  /// Runs a checkpoint. Only `GuardedCheckpoint` calls this: what it takes to be safe is known there.
  ///
  /// - Throws: `SQLiteError`; being busy is a result.
  func checkpoint(_ mode: CheckpointMode) throws -> CheckpointCounts {
    let mode = mode == .passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE
    var frames: Int32 = 0
    var checkpointed: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(handle, "main", mode, &frames, &checkpointed)
    guard code == SQLITE_OK || .busy ~= ResultCode(code) else { throw lastError(code, sql: "checkpoint") }
    return CheckpointCounts(
      wasBusy: code != SQLITE_OK, frames: max(0, Int(frames)), checkpointed: max(0, Int(checkpointed)))
  }
}
