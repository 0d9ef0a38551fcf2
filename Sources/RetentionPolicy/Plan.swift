/// What a pass is to do, and the reason for every tree, kept or not.
public struct Plan: Hashable, Sendable {
  /// One tree that goes.
  public struct Eviction: Hashable, Sendable {
    /// The tree.
    public var tree: SessionTree
    /// The first limit that it fell under: age, then count, then size.
    public var reason: EvictionReason

    /// A tree that goes.
    public init(tree: SessionTree, reason: EvictionReason) {
      self.tree = tree
      self.reason = reason
    }
  }

  /// One tree that stays.
  public struct Kept: Hashable, Sendable {
    /// The tree.
    public var tree: SessionTree
    /// Why it stays.
    public var reason: KeepReason

    /// A tree that stays.
    public init(tree: SessionTree, reason: KeepReason) {
      self.tree = tree
      self.reason = reason
    }
  }

  /// A limit that cannot be met, and the trees whose protection prevents it.
  public struct UnmetLimit: Hashable, Sendable {
    /// The limit.
    public var limit: EvictionReason
    /// The protected trees that would have to go, oldest first: as many as it takes to meet the limit, or
    /// all of them when that is not enough. Empty when what is over the limit is no session's (tables that
    /// are never evicted).
    public var protectedBy: [SessionID]

    /// A limit that cannot be met.
    public init(limit: EvictionReason, protectedBy: [SessionID]) {
      self.limit = limit
      self.protectedBy = protectedBy
    }
  }

  /// The trees that go, oldest first.
  public var evictions: [Eviction]
  /// The trees that stay, oldest first.
  public var kept: [Kept]
  /// The limits that stay exceeded after the evictions, and after those that wait for the next pass: age, then
  /// count, then size (against `maxSize` itself, not its low water).
  public var unmetLimits: [UnmetLimit]
  /// The used bytes now.
  public var usedBytes: ByteCount
  /// The used bytes that are expected afterwards; an estimate.
  public var expectedUsedBytes: ByteCount
  /// Why `maxAge` asked for nothing; nil when it was not set or the clock is not in doubt.
  public var clockDoubt: ClockDoubt?
  /// What the next pass must know.
  public var forNextPass: LastPass

  /// A plan.
  public init(
    evictions: [Eviction], kept: [Kept], unmetLimits: [UnmetLimit], usedBytes: ByteCount,
    expectedUsedBytes: ByteCount, clockDoubt: ClockDoubt?, forNextPass: LastPass
  ) {
    self.evictions = evictions
    self.kept = kept
    self.unmetLimits = unmetLimits
    self.usedBytes = usedBytes
    self.expectedUsedBytes = expectedUsedBytes
    self.clockDoubt = clockDoubt
    self.forNextPass = forNextPass
  }

  /// The bytes of all trees that go.
  public var evictedBytes: ByteCount { evictions.reduce(.zero) { $0 + $1.tree.bytes } }
}
