/// What the user asks for: limits, each off until it is set, and protections.
public struct Policy: Hashable, Sendable {
  /// Which time decides a tree's age and its place in the order of eviction.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// The root session's `time_created`.
    case created
    /// The newest `time_updated` of any row in the tree.
    case activity
  }

  /// What becomes of rows that nobody misses before a session has to go.
  public enum Handling: String, Hashable, Sendable, CaseIterable {
    /// They go, verified, into the archive.
    case archive
    /// They are deleted, and lie nowhere.
    case discard
    /// They stay.
    case keep
  }

  /// The most bytes that the database may use (pages in use × page size), or nil for no limit.
  public var maxSize: ByteCount?
  /// The greatest age of a tree, or nil for no limit.
  public var maxAge: Milliseconds?
  /// The most trees that may stay, protected ones counted too, or nil for no limit; below zero counts as
  /// zero.
  public var maxSessions: Int?
  /// A tree with any activity newer than this is never touched.
  public var minIdle: Milliseconds
  /// Which time counts as a tree's age.
  public var orderBy: Order
  /// When a survey finds `maxSize` exceeded, eviction goes on down to this share of it, in percent (1…100),
  /// whatever the other limits evict on the way.
  public var lowWaterPercent: Int
  /// Sessions that are never evicted, nor the trees they stand in.
  public var keep: Set<SessionID>
  /// Whether published sessions are protected: what is online stays online after an outside delete.
  public var keepShared: Bool
  /// The most trees that one pass evicts, or nil for no such bound; below one counts as one. What is over it
  /// waits for the next pass.
  public var maxEvictionsPerPass: Int?
  /// What becomes of rows without a session, and of parts without a message.
  public var orphans: Handling
  /// What becomes of the rows of opencode 1 of sessions that opencode 2 has taken over.
  public var migratedCopies: Handling
  /// What becomes of the events of sessions that stay.
  public var events: Handling
  /// Events of a tree with any activity newer than this stay; nil: as `minIdle`.
  public var eventIdle: Milliseconds?
  /// Events of trees without activity for longer than this go, whatever the size; nil: only for the size's sake.
  public var eventMaxAge: Milliseconds?
  /// Whether the newest full copy of each message, part and session stays among the events.
  public var keepLatestEvents: Bool
  /// Subagents' sessions older than this go from idle trees that stay; nil: never.
  public var subagentMaxAge: Milliseconds?

  /// A policy; everything left out has its documented default, and no limit is set.
  public init(
    maxSize: ByteCount? = nil,
    maxAge: Milliseconds? = nil,
    maxSessions: Int? = nil,
    minIdle: Milliseconds = .hours(24),
    orderBy: Order = .created,
    lowWaterPercent: Int = 90,
    keep: Set<SessionID> = [],
    keepShared: Bool = true,
    maxEvictionsPerPass: Int? = nil,
    orphans: Handling = .archive,
    migratedCopies: Handling = .archive,
    events: Handling = .archive,
    eventIdle: Milliseconds? = nil,
    eventMaxAge: Milliseconds? = nil,
    keepLatestEvents: Bool = false,
    subagentMaxAge: Milliseconds? = nil
  ) {
    self.maxSize = maxSize
    self.maxAge = maxAge
    self.maxSessions = maxSessions
    self.minIdle = minIdle
    self.orderBy = orderBy
    self.lowWaterPercent = lowWaterPercent
    self.keep = keep
    self.keepShared = keepShared
    self.maxEvictionsPerPass = maxEvictionsPerPass
    self.orphans = orphans
    self.migratedCopies = migratedCopies
    self.events = events
    self.eventIdle = eventIdle
    self.eventMaxAge = eventMaxAge
    self.keepLatestEvents = keepLatestEvents
    self.subagentMaxAge = subagentMaxAge
  }

  /// The use down to which eviction goes once `maxSize` is exceeded; nil when no size limit is set.
  public var lowWater: ByteCount? { maxSize?.share(percent: lowWaterPercent) }

  /// Whether any limit is set. Without one nothing is ever removed, only watched.
  public var hasLimit: Bool {
    maxSize != nil || maxAge != nil || maxSessions != nil || eventAgeLimit != nil || subagentMaxAge != nil
  }

  /// The age from which events go; nil when none is set, and when all of them are to stay.
  public var eventAgeLimit: Milliseconds? { events == .keep ? nil : eventMaxAge }

  /// How long a tree is idle before its events may go.
  var eventsIdle: Milliseconds { eventIdle ?? minIdle }

  /// What becomes of such rows; sessions are always archived.
  public func handling(of content: Content) -> Handling {
    switch content {
    case .session: .archive
    case .orphans, .strayParts: orphans
    case .migratedCopies: migratedCopies
    case .events: events
    }
  }
}
