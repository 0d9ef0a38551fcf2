public import OpencodeStore
public import RetentionPolicy
internal import SessionArchive

/// What one pass over one database did: the only thing that is printed.
public struct PassReport: Sendable {
  /// How a pass ended.
  public enum Outcome: String, Sendable, CaseIterable {
    /// No limit asked for anything.
    case nothingToDo = "nothing-to-do"
    /// Nothing was done, for a dry run or the file system's sake: this is what would be.
    case planned
    /// All that was planned was done.
    case done
    /// What was planned was done in part; a later pass goes on.
    case incomplete
    /// It was stopped by a signal; a later pass goes on.
    case interrupted
    /// Something prevented it.
    case failed
  }

  /// One tree that was, or in a dry run would be, evicted.
  public struct Evicted: Sendable {
    /// The tree as it was surveyed.
    public let tree: SessionTree
    /// The root of the tree that it was part of; its own id where that went as a whole.
    public let root: SessionID
    /// Why it went.
    public let reason: EvictionReason
    /// The archive file that holds it, by name; nil in a dry run.
    public let archiveFile: String?

    /// Whether a whole tree went.
    public var isWholeTree: Bool { root == tree.id }

    /// What went, as it was planned.
    init(_ eviction: Plan.Eviction, archiveFile: String?) {
      tree = eviction.tree
      root = eviction.root
      reason = eviction.reason
      self.archiveFile = archiveFile
    }
  }

  /// Rows of one session that went, or in a dry run would go, while the session stays.
  public struct Trimmed: Sendable {
    /// What was planned: the session, with the bytes of the rows, and the reason.
    public let eviction: Plan.Eviction
    /// How many rows went; 0 in a dry run.
    public let rows: Int
    /// The archive file that holds them, by name; nil in a dry run, and where they lie nowhere.
    public let archiveFile: String?
  }

  /// One archive file that was written.
  public struct ArchiveFile: Sendable {
    /// Where it is.
    public let path: String
    /// Its size.
    public let bytes: ByteCount
    /// The bytes before compression.
    public let plainBytes: ByteCount
    /// Where the catalog is that knows what lies in it.
    public let catalogPath: String
  }

  /// What is known of the full check for damage.
  public struct Check: Hashable, Sendable {
    /// When the last one ended; it found nothing. Nil when none has ended yet.
    public let ended: Timestamp?
    /// Whether a new one has begun, and the next pass goes on with it.
    public let isUnderWay: Bool
    /// The tables that it left out because they took too long.
    public let tooLarge: [String]
  }

  /// How long the steps took.
  public struct Durations: Sendable {
    /// Looking at the database.
    public var survey = Milliseconds(0)
    /// Writing and syncing the archive.
    public var archive = Milliseconds(0)
    /// Reading it back and comparing.
    public var verify = Milliseconds(0)
    /// Removing the rows.
    public var evict = Milliseconds(0)
    /// Giving the bytes back.
    public var reclaim = Milliseconds(0)
    /// The longest that the write lock was held while rows were removed.
    public var longestEvictionLock = Milliseconds(0)
    /// The longest that it was held to copy the log back, to move free pages to the end, and to cut the files.
    public var longestReclaimLock = Milliseconds(0)
    /// The longest that it was held to convert the database, also in vain.
    public var longestConversionLock = Milliseconds(0)

    /// All steps.
    public var sum: Milliseconds { survey + archive + verify + evict + reclaim }
  }

  /// The database.
  public let path: String
  /// Its generation; nil when that was not found out.
  public var generation: Generation?
  /// How the pass ended.
  public var outcome = Outcome.nothingToDo
  /// The policy that was in force.
  public var policy: Policy
  /// The moment that the pass took for the present.
  public var now: Timestamp
  /// What was decided, the last time it was; nil when it did not come to that.
  public var plan: Plan? {
    didSet {
      // A second look comes after trees have gone.
      if let plan, oldValue == nil {
        let trees = plan.evictions.filter(\.isWholeTree).map(\.tree) + plan.kept.map(\.tree)
        (treesBefore, sessionsBefore) = (trees.count, trees.reduce(0) { $0 + $1.sessions.count })
      }
    }
  }
  /// What the events take; nil when the pass was to work, or there are none.
  public var events: EventUsage?
  /// How many names there are of no session's form under which events stand: these are left alone.
  public var strangeAggregates = 0
  /// Rows that nobody would miss and that were left for a reason of their own.
  public var left = LeftRows()
  /// What estimates of sizes were brought down by; nil before the first look.
  var sizeScale: SizeScale?
  /// How many trees the first look found.
  public private(set) var treesBefore = 0
  /// How many sessions it found.
  public private(set) var sessionsBefore = 0
  /// The files before.
  public var footprintBefore: FileFootprint?
  /// The files afterwards.
  public var footprintAfter: FileFootprint?
  /// The pages before.
  public var usageBefore: PageUsage?
  /// The pages afterwards.
  public var usageAfter: PageUsage?
  /// The trees that went, oldest first.
  public var evicted: [Evicted] = []
  /// The rows that went while their sessions stay, in the order of the steps.
  public var trimmed: [Trimmed] = []
  /// How many of those planned were gone by the time of their turn: others took or deleted them.
  var goneMeanwhile = 0
  /// The archive files that were written.
  public var archiveFiles: [ArchiveFile] = []
  /// What giving bytes back on request would come to; nil in a pass.
  public var prospect: ReclaimProspect?
  /// What giving bytes back came to.
  public var reclaim: ReclaimReport?
  /// The full check for damage; nil when it did not come to that.
  public var check: Check?
  /// What the user should know.
  public var warnings: [Warning] = []
  /// The file system for whose sake the pass only looked although it was no dry run; nil: none held it back.
  public var heldBackBy: ForeignFileSystem?
  /// What prevented the pass, or its rest.
  public var failure: (any Error)?
  /// How long the steps took.
  public var durations = Durations()

  /// A report of a pass that is about to begin.
  init(path: String, policy: Policy, now: Timestamp) {
    self.path = path
    self.policy = policy
    self.now = now
  }

  /// The bytes that the file system has back; zero when the files grew.
  public var bytesReturned: ByteCount {
    guard let footprintBefore, let footprintAfter else { return .zero }
    return footprintBefore.allocated - footprintAfter.allocated
  }
}

extension Milliseconds {
  /// The sum of two lengths of time.
  static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
    Milliseconds(left.count + right.count)
  }
  /// The difference of two lengths of time.
  static func - (left: Milliseconds, right: Milliseconds) -> Milliseconds {
    Milliseconds(left.count - right.count)
  }
}
