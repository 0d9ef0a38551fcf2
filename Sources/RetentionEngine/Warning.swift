public import OpencodeStore
public import RetentionPolicy
public import SessionArchive

/// Something that a pass wants its user to know. What it says in words is the printing's business.
public enum Warning: Sendable {
  /// The database, with its log, has grown past a threshold.
  case grown(bytes: ByteCount, threshold: ByteCount, hasLimit: Bool)
  /// A limit stays exceeded.
  case limitNotMet(Plan.UnmetLimit)
  /// A tree was used after the pass had looked at it, and was left.
  case inUse(tree: SessionID)
  /// A tree changed after it was archived, in the file of this name, and was left for a later pass.
  case changed(tree: SessionTree, archiveFile: String)
  /// A session was written again while its rows were being removed; the rest was left to it.
  case cameBack(tree: SessionTree, archiveFile: String)
  /// Rows of an evicted tree that somebody wrote after it was archived were left.
  case rowsLeft(tree: SessionID, count: Int)
  /// Free pages wait to be given back: others use the database.
  case conversionWaits(bytes: ByteCount, predictedLock: Milliseconds, holders: FileHolders)
  /// Free pages wait to be given back: a conversion needs more room on a folder's disk.
  case conversionNeedsSpace(bytes: ByteCount, folder: String, missing: ByteCount)
  /// The database is about to be locked, on request, for longer than a pass would.
  case longLock(predictedLock: Milliseconds, holders: FileHolders)
  /// After all that was planned was done, more than `maxSizeMB` is in use.
  case stillOver(bytes: ByteCount, limit: ByteCount)
  /// Free pages could not all be given back.
  case freePagesLeft(bytes: ByteCount)
  /// The write-ahead log could not be emptied.
  case logPinned(bytes: ByteCount, readers: [LogReader], holders: FileHolders?)
  /// Sessions whose id cannot be used were left alone.
  case unusableSessions(count: Int)
  /// An archive file that the catalog does not know cannot be read.
  case unreadableArchive(ArchiveError)
  /// What an interrupted pass had left was removed now.
  case finishedEarlierPass(trees: Int)
  /// The pass was stopped by a signal.
  case interrupted
  /// Tables are so large that the full check leaves them out.
  case tablesNotChecked([String])
  /// A side file cannot be read, and therefore not archived: its tree was left.
  case sideFileUnreadable(tree: SessionID, ArchiveError)
  /// A side file could not be removed.
  case sideFileLeft(path: String, code: Int32)
  /// The clock cannot be trusted, and nothing goes for its age.
  case clockInDoubt(ClockDoubt)
  /// More than half of all trees, or sessions, went, or in a dry run would go.
  case mostEvicted(EvictedShare, archive: ArchiveDirectory)
  /// The database lies where SQLite's locks cannot be relied on: it is only looked at, unless that is allowed.
  case foreignFileSystem(ForeignFileSystem, isAllowed: Bool)
  /// The archive lies where a sync is the word of somebody else.
  case archiveOnForeignFileSystem(ForeignFileSystem, archive: ArchiveDirectory)
  /// What an earlier pass had left to know cannot be read.
  case stateUnreadable(any Error)
  /// What the next pass should know cannot be written.
  case stateNotWritten(any Error)
}
