public import RetentionPolicy
public import SessionArchive

/// What was rebuilt of a session, from what, and what is missing.
public struct RebuildReport: Sendable {
  /// Where it went.
  public enum Destination: Hashable, Sendable {
    /// A database.
    case database(String)
    /// A file, in the shape of `opencode export`.
    case file(String)
    /// Standard output, in the same shape.
    case standardOutput
  }

  /// A project that is gone, and the one that took its place.
  public struct ReplacedProject: Hashable, Sendable {
    /// The one that the events name.
    public let missing: String
    /// The one that the session belongs to now.
    public let used: String
  }

  /// The session.
  public let session: SessionID
  /// Where it went.
  public let destination: Destination
  /// Its title.
  public internal(set) var title = ""

  // MARK: What was written

  /// The messages that were written.
  public internal(set) var messages = 0
  /// The parts that were written.
  public internal(set) var parts = 0
  /// Messages and parts that stand in the database, and were left as they are.
  public internal(set) var standing = 0
  /// The bytes that were written, of the messages, parts and long members of the session.
  public internal(set) var bytes = ByteCount.zero
  /// The longest that the write lock was held.
  public internal(set) var longestLock = Milliseconds(0)

  // MARK: From what

  /// The events in the database.
  public internal(set) var liveEvents = 0
  /// The events that only the archive holds.
  public internal(set) var archivedEvents = 0
  /// The archive files that hold these, by name.
  public internal(set) var archiveFiles: [String] = []
  /// The events that hold copies of the session and were used; 0: there was none.
  public internal(set) var sessionCopies = 0

  // MARK: What is missing

  /// The columns of the session's row that no event says anything of.
  public internal(set) var guessed: [String] = []
  /// The project that took the place of one that is gone.
  public internal(set) var replacedProject: ReplacedProject?
  /// The session that it descends from, when that does not stand in the database.
  public internal(set) var missingParent: SessionID?
  /// The numbers of the events; nil: there are none.
  public internal(set) var numbers: SequenceNumbers?
  /// Whether the database that it went into has no sequence of it: opencode would give out numbers anew.
  public internal(set) var lacksSequence = false
  /// The messages that parts name and of which there is no copy, by id.
  public internal(set) var missingMessages: [String] = []
  /// The parts of those messages: nothing would show them.
  public internal(set) var partsLeftOut = 0
  /// Messages and parts left out because rows of another session have their ids.
  public internal(set) var taken = 0
  /// Messages and parts that were removed in opencode after their newest copies.
  public internal(set) var removed = 0
  /// The number of the event by which opencode deleted the session after its last copy.
  public internal(set) var deletion: Int64?
  /// Events whose contents cannot be read, as far as they had to be.
  public internal(set) var unreadableEvents = 0
  /// Messages and parts of which an older copy was taken, as the newest cannot be read.
  public internal(set) var olderCopies = 0
  /// Types of events that are not understood, and how many events have them.
  public internal(set) var otherTypes: [String: Int] = [:]
  /// Events in the archive that are of an earlier life of the session, which was deleted and imported anew.
  public internal(set) var earlierLife = 0
  /// Archive files that could not be read.
  public internal(set) var unreadableFiles: [ArchiveError] = []
  /// Whether the database is one of opencode 2, which shows no session of opencode 1.
  public internal(set) var isHidden = false

  init(session: SessionID, destination: Destination) {
    self.session = session
    self.destination = destination
  }
}
