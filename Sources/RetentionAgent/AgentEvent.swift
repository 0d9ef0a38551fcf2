public import RetentionEngine
public import RetentionPolicy
public import SystemdSupport

/// What the agent did or saw: a value for whoever tells the service manager, the journal and people.
public enum AgentEvent: Sendable {
  /// The configuration is read, and the databases were opened once: these, under these limits.
  case started(databases: [String], Policy)
  /// The start takes longer, and advances.
  case startTakesLonger(Milliseconds)
  /// It waits for something to do.
  case waiting(Outlook)
  /// A pass over a database has begun.
  case passBegan(path: String, cause: Schedule.Cause)
  /// A pass has come this far.
  case passing(path: String, PassProgress)
  /// A pass has ended, which somebody had asked for or which was due.
  case passEnded(PassReport, wasAsked: Bool)
  /// A database could not be looked at.
  case lookFailed(path: String, any Error)
  /// A file with the name of a database is none of opencode's.
  case skipped(path: String, any Error)
  /// A database is there that was not before.
  case databaseCame(path: String)
  /// A database is there no more.
  case databaseWent(path: String)
  /// Another file stands in a database's place.
  case databaseReplaced(path: String)
  /// The kernel had more to tell of folders than it keeps: all is looked at anew.
  case eventsLost
  /// The databases could not be searched for.
  case searchFailed(any Error)
  /// A folder cannot be watched: it is looked at from time to time instead.
  case notWatched(folder: String, code: Int32)
  /// The configuration is being read again.
  case reloading(since: MonotonicTime)
  /// The new configuration is in force: these limits, out of these files.
  case reloaded(Policy, sources: [String])
  /// The new configuration cannot be used; the one before stays in force. It was asked for, or looked for from time to
  /// time.
  case reloadFailed(any Error, wasAsked: Bool)
  /// The process is alive, and its work advances.
  case alive
  /// What the service manager did not take is to be told again.
  case again
  /// It is about to end; a pass under way is stopped first.
  case stopping
  /// That takes longer, and advances.
  case stopTakesLonger(Milliseconds)
}

/// What the agent looks forward to.
public struct Outlook: Hashable, Sendable {
  /// A database and what was seen of it.
  public struct Database: Hashable, Sendable {
    /// Where it is.
    public let path: String
    /// What was seen.
    public let glance: Glance
  }

  /// The databases.
  public let databases: [Database]
  /// How many could not be looked at.
  public let unseen: Int
  /// Whether they could be searched for.
  public let isSearched: Bool
  /// The size limit that is in force.
  public let maxSize: ByteCount?
  /// What the file system got back since the start.
  public let returned: ByteCount
  /// When it looks again if nothing happens.
  public let nextLook: Timestamp
}

/// How far a pass has come.
public struct PassProgress: Hashable, Sendable {
  /// The step.
  public let phase: PassPhase
  /// The bytes of the database that are done.
  public let done: ByteCount
  /// Of so many; zero: unknown.
  public let total: ByteCount
}
