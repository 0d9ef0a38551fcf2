/// What the user asks for: limits, each off until it is set, and protections.
public struct Policy: Hashable, Sendable {
  /// Which time decides a tree's age and its place in the order of eviction.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// The root session's `time_created`.
    case created
    /// The newest `time_updated` of any row in the tree.
    case activity
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
    maxEvictionsPerPass: Int? = nil
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
  }

  /// The use down to which eviction goes once `maxSize` is exceeded; nil when no size limit is set.
  public var lowWater: ByteCount? { maxSize?.share(percent: lowWaterPercent) }

  /// Whether any limit is set. Without one nothing is ever removed, only watched.
  public var hasLimit: Bool { maxSize != nil || maxAge != nil || maxSessions != nil }
}
