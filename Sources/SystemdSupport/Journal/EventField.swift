/// What an event may carry besides its text; the names are those of the metadata. In the journal each is
/// `RETENTIOND_` and the name in capitals.
public enum EventField: String, Hashable, Sendable, CaseIterable {
  /// The path of the database.
  case database
  /// The id of the session.
  case session
  /// Why: a limit, or the words of an error.
  case reason
  /// A size, in bytes.
  case bytes
  /// The path of the archive file.
  case archive
  /// The size that was grown past, in bytes.
  case threshold
  /// Pages in use, in bytes.
  case usedBytes = "used-bytes"
  /// The most that may be in use, in bytes; empty without such a limit.
  case limitBytes = "limit-bytes"
  /// What was removed from the database, in bytes.
  case evictedBytes = "evicted-bytes"
  /// What the file system has back, in bytes.
  case returnedBytes = "returned-bytes"
  /// How long it took, in microseconds.
  case duration = "duration-usec"
  /// The processes that stand in the way.
  case processes
  /// The path of a file of the configuration.
  case file
  /// The line in it.
  case line

  /// The name in the journal.
  public var journalName: JournalFieldName { JournalFieldName(metadataKey: rawValue) }
}
