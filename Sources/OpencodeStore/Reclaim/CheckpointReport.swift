public import RetentionPolicy

/// What a checkpoint came to.
public struct CheckpointReport: Hashable, Sendable {
  /// How a checkpoint ended.
  public enum Outcome: Hashable, Sendable {
    /// Everything is in the database file and the log's file was cut to next to nothing.
    case truncated
    /// The database has no write-ahead log: there is nothing to do.
    case notInWALMode
    /// A read transaction keeps the rest of the log; who, as far as the kernel tells.
    case pinnedByReader([LogReader])
    /// Other connections wrote or ran a checkpoint all the time.
    case busy
  }

  /// How it ended.
  public let outcome: Outcome
  /// The frames that the log held at the last look.
  public let frames: Int
  /// Those of them that are in the database file.
  public let checkpointed: Int
  /// The length of the `-wal` file afterwards.
  public let logSize: ByteCount
  /// The longest that the write lock was held for it.
  public let longestLock: Milliseconds
}
