public import RetentionPolicy

/// A step of a pass that takes its time.
public enum PassPhase: String, Sendable, CaseIterable {
  /// Looking at the database.
  case survey
  /// Writing the archive.
  case archive
  /// Reading the archive back and removing what it proves to hold.
  case evict
  /// Giving the bytes back.
  case reclaim
  /// Looking at all of the database for damage.
  case check
}

/// Is told how far a pass has come.
public protocol ProgressObserver: AnyObject {
  /// A phase has come this far, in bytes of the database; a total of zero is unknown.
  func progress(_ phase: PassPhase, done: ByteCount, of total: ByteCount)
}
